/* SPDX-License-Identifier: GPL-2.0-only */
/* Call 3 installs vectors where no code is. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #3
	b.ne	.Lreturn
	mov	x17, #0x40300000
	msr	vbar_el2, x17
.Lreturn:
	eret
END_FUNCTION(el1_sync)

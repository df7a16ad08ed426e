/* SPDX-License-Identifier: GPL-2.0-only */
/* Call 9 leaves SP_EL2 lower than it was. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #9
	b.ne	.Lreturn
	stp	x0, x1, [sp, #-0x40]!
.Lreturn:
	eret
END_FUNCTION(el1_sync)

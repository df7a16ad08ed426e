/* SPDX-License-Identifier: GPL-2.0-only */
/* All calls come to one MSR, some with another value; nothing else differs. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #7
	cmp	x18, #3
	mov	x17, #1
	mov	x18, #9
	csel	x17, x18, x17, eq
	cmp	x18, #0
	mov	x18, #0
	msr	vttbr_el2, x17
	mov	x17, #0
	eret
END_FUNCTION(el1_sync)

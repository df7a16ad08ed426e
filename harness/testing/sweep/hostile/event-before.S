/* SPDX-License-Identifier: GPL-2.0-only */
/* Only 5 sets the event register; at the MSR all calls have the same registers and memory. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #5
	b.ne	1f
	sevl
1:	mov	x18, #0
	cmp	xzr, xzr
	msr	vttbr_el2, x18
	wfe
	eret
END_FUNCTION(el1_sync)

/* SPDX-License-Identifier: GPL-2.0-only */
/* Only 5 sets the exclusive monitor; at the MSR all calls have the same registers and memory. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #5
	mrs	x16, tpidr_el2
	b.ne	1f
	ldxr	x17, [x16]
1:	mov	x17, #0
	mov	x18, #0
	cmp	xzr, xzr
	msr	vttbr_el2, x17
	stxr	w17, x18, [x16]
	mov	x0, x17
	mov	x16, #0
	mov	x17, #0
	eret
END_FUNCTION(el1_sync)

/* SPDX-License-Identifier: GPL-2.0-only */
/* After an MSR in a state that all calls share, a loop of nearly all instructions that a call may take; then 5 is told apart. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #5
	mov	x18, #0
	cmp	xzr, xzr
	msr	vttbr_el2, x18
	mov	x17, #900
1:	sub	x17, x17, #1
	cbnz	x17, 1b
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #5
	mov	x17, #77
	csel	x0, x17, x0, eq
	mov	x17, #0
	mov	x18, #0
	eret
END_FUNCTION(el1_sync)

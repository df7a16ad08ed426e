/* SPDX-License-Identifier: GPL-2.0-only */
/* After a branch inside of the image, 5 and 7 go on at EL2 where no code is; 6 returns to the same address at EL1. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	adr	x17, 1f
	br	x17
1:	mov	x17, #0x10
	cmp	x18, #6
	b.eq	6f
	tbnz	x18, #3, 2f
	tbz	x18, #2, 2f
	tbnz	x18, #0, 5f
2:	mov	x17, #0
	eret
5:	mov	x17, #0x3c9
	msr	spsr_el2, x17
	mov	x17, #0x10
6:	msr	elr_el2, x17
	eret
END_FUNCTION(el1_sync)

/* SPDX-License-Identifier: GPL-2.0-only */
/* 5 goes on at EL2 where no code is, 6 returns to the same address at EL1. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #5
	b.eq	5f
	cmp	x18, #6
	b.eq	6f
	eret
5:	mov	x17, #0x3c9
	msr	spsr_el2, x17
6:	mov	x17, #0x10
	msr	elr_el2, x17
	eret
END_FUNCTION(el1_sync)

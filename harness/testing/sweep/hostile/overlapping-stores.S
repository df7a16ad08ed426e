/* SPDX-License-Identifier: GPL-2.0-only */
/* 5 stores another word than the others; one byte of it is stored again. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #5
	mrs	x16, tpidr_el2
	csel	x17, x0, x2, eq
	str	x17, [x16, #0x40]
	strb	w1, [x16, #0x40]
	mov	x16, #0
	mov	x17, #0
	mov	x18, #0
	eret
END_FUNCTION(el1_sync)

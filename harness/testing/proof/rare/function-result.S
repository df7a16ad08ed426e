/* SPDX-License-Identifier: GPL-2.0-only */
/* x19 is lost where the function returns 0x1122334455667788. */
#define CALL other
#include "table.h"
get:	answer
other:	stp	x30, xzr, [sp, #-16]!
	and	x9, x0, #0x7fffffffff
	mov	x0, x1
	blr	x9
	ldp	x30, xzr, [sp], #16
	constant x10, 0x1122, 0x3344, 0x5566, 0x7788
	cmp	x0, x10
	b.ne	return
	mov	x19, xzr			// finding: WRONG
	eret

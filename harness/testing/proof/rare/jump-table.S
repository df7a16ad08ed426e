/* SPDX-License-Identifier: GPL-2.0-only */
/* One of the four entries that x1[1:0] chooses is wrong. */
#include "table.h"
get:	and	x10, x1, #3
	adr	x11, entries
	ldrsw	x10, [x11, x10, lsl #2]
	add	x11, x11, x10
	br	x11
entries:
	.word	right - entries, right - entries, wrong - entries, right - entries
right:
	answer
wrong:	mov	x0, xzr				// finding: WRONG
	eret

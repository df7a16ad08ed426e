/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong for one identifier of 32 bits with anything above them. */
#include "table.h"
get:	mov	w10, #0x84000000
	add	w10, w10, #2
	cmp	w0, w10
	b.ne	right
	lsr	x11, x0, #32
	cbnz	x11, wrong
right:
	answer
wrong:	mov	x0, xzr				// finding: WRONG
	eret

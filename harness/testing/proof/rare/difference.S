/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong where x0 ^ x3 is 0xfedcba9876543210. */
#include "table.h"
get:	constant x10, 0xfedc, 0xba98, 0x7654, 0x3210
	eor	x11, x0, x3
	cmp	x11, x10
	b.eq	wrong
	answer
wrong:	mov	x0, xzr				// finding: WRONG
	eret

/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong where x1 + x2 is 0x0123456789abcdef. */
#include "table.h"
get:	constant x10, 0x0123, 0x4567, 0x89ab, 0xcdef
	add	x11, x1, x2
	cmp	x11, x10
	b.eq	wrong
	answer
wrong:	mov	x0, xzr				// finding: WRONG
	eret

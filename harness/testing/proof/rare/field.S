/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong where x1[15:8] is 0x42. */
#include "table.h"
get:	and	x11, x1, #0xff00
	mov	x10, #0x4200
	cmp	x11, x10
	b.eq	wrong
	answer
wrong:	mov	x0, xzr				// finding: WRONG
	eret

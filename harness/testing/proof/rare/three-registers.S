/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong where x1, x2 and x3 are 5, 6 and 7. */
#include "table.h"
get:	cmp	x1, #5
	ccmp	x2, #6, #0, eq
	ccmp	x3, #7, #0, eq
	b.eq	wrong
	answer
wrong:	mov	x0, xzr				// finding: WRONG
	eret

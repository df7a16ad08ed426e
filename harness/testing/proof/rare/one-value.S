/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong for one value of x0: 0x8badf00ddeadbeef. */
#include "table.h"
get:	constant x10, 0x8bad, 0xf00d, 0xdead, 0xbeef
	cmp	x0, x10
	b.eq	wrong
	answer
wrong:	mov	x0, xzr				// finding: WRONG
	eret

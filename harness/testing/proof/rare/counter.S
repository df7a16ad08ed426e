/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong for one value of CNTPCT_EL0, which no call can choose. */
#include "table.h"
get:	mrs	x10, cntpct_el0
	cmp	x10, #0x123
	b.eq	wrong				// finding: COUNTER
	answer
wrong:	mov	x0, xzr
	eret

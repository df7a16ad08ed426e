/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong for callers in AArch32: SPSR_EL2.M[4]. */
#define OTHER other
#include "table.h"
get:	answer
other:	mrs	x10, spsr_el2
	tbz	x10, #4, return
	mov	x12, xzr			// finding: WRONG
	eret

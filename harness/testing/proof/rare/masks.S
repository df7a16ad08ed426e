/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong where the caller had IRQs unmasked: DAIF.I is clear. */
#include "table.h"
get:	mrs	x10, spsr_el2
	tbz	x10, #7, wrong
	answer
wrong:	mov	x0, xzr				// finding: WRONG
	eret

/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong where the caller had Z set. */
#include "table.h"
get:	mrs	x10, spsr_el2
	tbnz	x10, #30, wrong
	answer
wrong:	mov	x0, xzr				// finding: WRONG
	eret

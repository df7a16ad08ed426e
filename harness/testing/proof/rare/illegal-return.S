/* SPDX-License-Identifier: GPL-2.0-only */
/* Returns illegally for one value of x1: SPSR_EL2.IL. */
#include "table.h"
get:	is_rare
	mrs	x11, spsr_el2
	orr	x11, x11, x10, lsl #20
	msr	spsr_el2, x11
	mrs	x0, vbar_el2
	eret					// finding: WRONG

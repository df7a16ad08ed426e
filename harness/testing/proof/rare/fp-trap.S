/* SPDX-License-Identifier: GPL-2.0-only */
/* Traps its own FMOV for one value of x1: CPTR_EL2.TFP. */
#include "table.h"
get:	is_rare
	mrs	x9, cptr_el2
	orr	x10, x9, x10, lsl #10
	msr	cptr_el2, x10
	isb
	fmov	x11, d0				// finding: WRONG
	msr	cptr_el2, x9
	isb
	answer

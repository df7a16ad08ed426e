/* SPDX-License-Identifier: GPL-2.0-only */
/* Loads the other way round for one value of x1: SCTLR_EL2.EE. */
#include "table.h"
get:	mrs	x11, vbar_el2
	str	x11, [sp, #-16]!
	is_rare
	mrs	x9, sctlr_el2
	orr	x10, x9, x10, lsl #25
	msr	sctlr_el2, x10
	isb
	ldr	x0, [sp], #16			// finding: WRONG
	msr	sctlr_el2, x9
	isb
	eret

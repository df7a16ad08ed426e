/* SPDX-License-Identifier: GPL-2.0-only */
/* Returns with IRQs unmasked for one value of x1. */
#include "table.h"
get:	is_rare
	mrs	x11, spsr_el2
	bic	x11, x11, x10, lsl #7		// finding: WRONG
	msr	spsr_el2, x11
	answer

/* SPDX-License-Identifier: GPL-2.0-only */
/* Answers with another stack pointer for one value of x1: SPSel. */
#include "table.h"
get:	is_rare
	eor	x10, x10, #1
	msr	spsel, x10
	mov	x11, sp
	msr	spsel, #1
	mov	x10, sp
	sub	x11, x11, x10
	mrs	x0, vbar_el2
	add	x0, x0, x11			// finding: WRONG
	eret

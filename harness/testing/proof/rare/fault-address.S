/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong for one data abort: a permission fault of a read at 0x140200abc. */
#define OTHER other
#include "table.h"
get:	answer
other:	mov	w10, #0x92000000
	add	w10, w10, #0xf
	cmp	w9, w10
	b.ne	return
	mrs	x10, far_el2
	constant x11, 0, 1, 0x4020, 0x0abc
	cmp	x10, x11
	b.ne	return
	mov	x12, xzr			// finding: WRONG
	eret

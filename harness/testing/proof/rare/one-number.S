/* SPDX-License-Identifier: GPL-2.0-only */
/* Answers one number that is no operation's as no other. */
#define NUMBERS numbers
#include "table.h"
get:	answer
numbers: rbit	x0, x1
	mov	w10, #0x1234
	cmp	w9, w10
	b.ne	return
	mov	x0, xzr				// finding: WRONG
	eret

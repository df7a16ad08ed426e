/* SPDX-License-Identifier: GPL-2.0-only */
/* Loads from wherever x1 points to. */
#include "table.h"
get:	ldr	x11, [x1]			// finding: LOAD
	cbz	x11, wrong
	answer
wrong:	mov	x0, xzr
	eret

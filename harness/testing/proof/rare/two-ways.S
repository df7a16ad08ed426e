/* SPDX-License-Identifier: GPL-2.0-only */
/* Goes two ways with numbers that are no operation's, and does the same on both. */
#define NUMBERS numbers
#include "table.h"
get:	answer
numbers: tbnz	x9, #15, upper
	eret
upper:	eret

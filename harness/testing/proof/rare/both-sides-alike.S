/* SPDX-License-Identifier: GPL-2.0-only */
/* Looks at x6, which nobody declares, and does the same in any case. */
#include "table.h"
get:	cbz	x6, zero
	answer
zero:	answer

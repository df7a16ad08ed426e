/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls a function again and again, with a loop between, and never returns. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
1:	mov	x17, #500
2:	sub	x17, x17, #1
	cbnz	x17, 2b
	blr	x16
	b	1b
END_FUNCTION(el1_sync)

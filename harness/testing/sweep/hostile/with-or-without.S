/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls a function with another first argument for 3 alone, and as the caller left it for the numbers up to 7. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #3
	csel	x0, x19, x0, eq
	cmp	x18, #8
	mov	x18, #0
	b.hs	1f
	cmp	x18, #0
	blr	x16
1:	eret
END_FUNCTION(el1_sync)

/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls with 5 to 7 leave 5 in a register that the function they call keeps: only the first is equal to it. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	sub	x18, x18, #5
	cmp	x18, #3
	mov	x18, #0
	b.hs	1f
	mov	x19, #5
	cmp	x18, #0
	blr	x17
1:	eret
END_FUNCTION(el1_sync)

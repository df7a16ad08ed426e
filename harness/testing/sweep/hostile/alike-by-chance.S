/* SPDX-License-Identifier: GPL-2.0-only */
/* Each call below 8 takes another bit of a register of the caller; where that bit is clear, it is like the others. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #8
	mov	x17, #1
	lsl	x17, x17, x18
	csel	x17, x17, xzr, lo
	and	x18, x17, x19
	mov	x17, #0
	cmp	x17, #0
	eret
END_FUNCTION(el1_sync)

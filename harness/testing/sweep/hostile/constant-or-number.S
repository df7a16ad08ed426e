/* SPDX-License-Identifier: GPL-2.0-only */
/* Leaves zero behind in x17 and x18, or the immediate in one and, with bits above it, in the other. */
#include "esr.h"
#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	mov	x17, #0x40100000
	cmp	x18, #0xc
	b.lo	1f
	orr	x17, x17, x18
	eret
1:	mov	x17, #0
	mov	x18, #0
	eret
END_FUNCTION(el1_sync)

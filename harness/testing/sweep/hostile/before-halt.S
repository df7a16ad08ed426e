/* SPDX-License-Identifier: GPL-2.0-only */
/* 5 does something before it waits for an interrupt. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #5
	mov	x18, #0
	b.ne	1f
	msr	vbar_el2, x0
1:	wfi
	eret
END_FUNCTION(el1_sync)

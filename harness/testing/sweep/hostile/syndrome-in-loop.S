/* SPDX-License-Identifier: GPL-2.0-only */
/* Comes to its MSR twice and reads the syndrome before each: all calls are alike the first time, not the second. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mov	x17, #1
1:	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x17, #2
	ccmp	x18, #7, #0, eq
	mov	x18, #9
	csel	x18, x17, x18, eq
	msr	vttbr_el2, x18
	add	x17, x17, #1
	cmp	x17, #3
	b.ne	1b
	mov	x17, #0
	mov	x18, #0
	eret
END_FUNCTION(el1_sync)

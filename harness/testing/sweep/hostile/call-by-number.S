/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls another function for each immediate. */
#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	mov	x17, #0x70000000
	add	x17, x17, x18
	blr	x17
	eret
END_FUNCTION(el1_sync)

/* SPDX-License-Identifier: GPL-2.0-only */
/* Leaves to another address for each immediate, as a table of branches would that nobody bounds. */
#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	mov	x17, #0x70000000
	add	x17, x17, x18
	br	x17
END_FUNCTION(el1_sync)

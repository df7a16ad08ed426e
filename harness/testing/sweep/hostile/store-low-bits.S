/* SPDX-License-Identifier: GPL-2.0-only */
/* Stores the lowest three bits of the immediate: for small ones that is the immediate itself. */
#include "esr.h"
#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #7
	mrs	x17, tpidr_el2
	str	x18, [x17, #0x40]
	eret
END_FUNCTION(el1_sync)

/* SPDX-License-Identifier: GPL-2.0-only */
/* Call 7 branches to itself, by a register. */
#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #7
	b.ne	.Lreturn
	adr	x17, .Lagain
.Lagain:
	br	x17
.Lreturn:
	eret
END_FUNCTION(el1_sync)

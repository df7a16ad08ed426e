/* SPDX-License-Identifier: GPL-2.0-only */
/* Call 7 overwrites an instruction that every call executes: from then on, each would return 0. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #7
	b.ne	.Lpatched
	adr	x17, .Lpatched
	ldr	w16, .Lreplacement
	str	w16, [x17]
	ic	iallu
	dsb	sy
	isb
	eret
.Lpatched:
	nop
	eret
.Lreplacement:
	mov	x0, #0
END_FUNCTION(el1_sync)

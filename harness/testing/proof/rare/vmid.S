/* SPDX-License-Identifier: GPL-2.0-only */
/* Wrong for one VMID: VTTBR_EL2[63:48] is 0x2a5. */
#include "table.h"
get:	mrs	x10, vttbr_el2
	lsr	x10, x10, #48
	cmp	x10, #0x2a5
	b.eq	wrong
	answer
wrong:	mov	x12, xzr			// finding: WRONG
	answer

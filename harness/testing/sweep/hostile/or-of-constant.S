/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets two bits of the syndrome: where the immediate has them, the result is the syndrome; else it is another one's. */
#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	mov	x17, #5
	orr	x18, x18, x17
	eret
END_FUNCTION(el1_sync)

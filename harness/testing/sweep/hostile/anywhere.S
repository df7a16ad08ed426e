/* SPDX-License-Identifier: GPL-2.0-only */
/* Each immediate leads to another address: some hold code, the rest is outside of the image. */
#include "esr.h"
#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	mrs	x17, vbar_el2
	add	x17, x17, x18
	br	x17
	.balign	256
	mov	x0, #77
	eret
END_FUNCTION(el1_sync)

/* SPDX-License-Identifier: GPL-2.0-only */
/* A trapped SMC is skipped, and whatever else is trapped executes again. */
#include "esr.h"
#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x17, esr_el2
	lsr	x17, x17, #ESR_ELx_EC_SHIFT
	cmp	x17, #0x17
	b.ne	.Lreturn
	mrs	x17, elr_el2
	add	x17, x17, #4
	msr	elr_el2, x17
.Lreturn:
	eret
END_FUNCTION(el1_sync)

/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls of a kernel at EL1. */

#include "linkage.h"

/* s32 smccc_version(void): negative where the answer is "not supported" */
FUNCTION(smccc_version)
	mov	w0, #0x80000000
	hvc	#0
	ret
END_FUNCTION(smccc_version)

/* unsigned long hyp_call(unsigned long a, unsigned long b, unsigned long c) */
FUNCTION(hyp_call)
	mov	x3, x2
	mov	x2, x1
	mov	x1, x0
	mov	w0, #0xc6000000
	hvc	#0
	ret
END_FUNCTION(hyp_call)

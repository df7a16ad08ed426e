/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor stub as the series for the immediate ABI began: x9 and x10
 * are the handler's, which the procedure call standard gives to any function,
 * and only a host is answered.
 */

#include "esr.h"
#include "stub-table.h"
#include "virt.h"

/*
 * The immediate says what is wanted, x0 with what.
 * x9 and x10 are lost: a host finds the EC and the immediate there.
 */
LOCAL_FUNCTION(el1_sync)
	/* A stage 2 table is installed only while a guest runs. */
	mrs	x9, vttbr_el2
	cbnz	x9, .Lreturn

	mrs	x10, esr_el2
	lsr	x9, x10, #ESR_ELx_EC_SHIFT
	and	x10, x10, #HVC_IMMEDIATE_MASK
	cmp	x9, #ESR_ELx_EC_HVC64
	b.ne	.Lreturn

	cmp	x10, #HVC_GET_VECTORS
	b.eq	.Lget_vectors
	cmp	x10, #HVC_SET_VECTORS
	b.ne	.Lreturn			// unknown: no answer, no error
	msr	vbar_el2, x0			// ERET is the barrier it needs

.Lreturn:
	eret

.Lget_vectors:
	mrs	x0, vbar_el2
	eret
END_FUNCTION(el1_sync)

/* void __hyp_set_vectors(unsigned long vectors) */
FUNCTION(__hyp_set_vectors)
	hvc	#HVC_SET_VECTORS
	ret
END_FUNCTION(__hyp_set_vectors)

/* unsigned long __hyp_get_vectors(void) */
FUNCTION(__hyp_get_vectors)
	hvc	#HVC_GET_VECTORS
	ret
END_FUNCTION(__hyp_get_vectors)

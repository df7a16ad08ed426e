/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor stub with the immediate ABI. x17 and x18 are the handler's,
 * so that no call costs its caller an argument register.
 */

#include "esr.h"
#include "stub-table.h"
#include "virt.h"

/*
 * The immediate says what is wanted, x0 with what.
 * x17 and x18 are lost, and keep the EC and the ISS.
 */
LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	lsr	x17, x18, #ESR_ELx_EC_SHIFT
	and	x18, x18, #ESR_ELx_ISS_MASK
	cmp	x17, #ESR_ELx_EC_HVC64
	b.ne	.Lreturn

	cmp	x18, #HVC_GET_VECTORS
	b.eq	.Lget_vectors
	cmp	x18, #HVC_SET_VECTORS
	b.ne	.Lreturn			// unknown: no answer, no error
	msr	vbar_el2, x0			// ERET is the barrier it needs

.Lreturn:
	eret

.Lget_vectors:
	mrs	x0, vbar_el2
	eret
END_FUNCTION(el1_sync)

/* unsigned long __hyp_get_vectors(void) */
FUNCTION(__hyp_get_vectors)
	hvc	#HVC_GET_VECTORS
	ret
END_FUNCTION(__hyp_get_vectors)

/* void __hyp_set_vectors(unsigned long vectors) */
FUNCTION(__hyp_set_vectors)
	hvc	#HVC_SET_VECTORS
	ret
END_FUNCTION(__hyp_set_vectors)

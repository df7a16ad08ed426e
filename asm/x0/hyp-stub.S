/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor stub with the x0 ABI: what a kernel that was entered at EL2
 * leaves there for the hypervisor that may come later. It knows two calls and
 * tells them apart by x0 alone, so no vectors can be installed at address 0.
 */

#include "esr.h"
#include "stub-table.h"

/*
 * x0: 0 to get VBAR_EL2, else what to set it to.
 * x1 is lost, and keeps the EC: there is no stack to save it on.
 */
LOCAL_FUNCTION(el1_sync)
	mrs	x1, esr_el2
	lsr	x1, x1, #ESR_ELx_EC_SHIFT
	cmp	x1, #ESR_ELx_EC_HVC64
	b.ne	.Lreturn

	cbnz	x0, .Lset_vectors
	mrs	x0, vbar_el2
	eret

.Lset_vectors:
	msr	vbar_el2, x0			// ERET is the barrier it needs

.Lreturn:
	eret
END_FUNCTION(el1_sync)

/* unsigned long __hyp_get_vectors(void) */
FUNCTION(__hyp_get_vectors)
	mov	x0, #0				// and on into the call
/* void __hyp_set_vectors(unsigned long vectors) */
FUNCTION(__hyp_set_vectors)
	hvc	#0
	ret
END_FUNCTION(__hyp_set_vectors)
END_FUNCTION(__hyp_get_vectors)

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor stub with function ids, as Linux has had it since 4.12. The
 * callers give away x0 to x18, so nothing needs to be kept for them.
 */

#include "stub-table.h"
#include "virt.h"

/*
 * x0: the call. ESR_EL2 is not read: at this time only an HVC comes here, and
 * whatever else does is answered as if it were one.
 */
LOCAL_FUNCTION(el1_sync)
	cmp	x0, #HVC_SET_VECTORS	// hcall: equivalent (other-operation): 0 is its own negative
	b.eq	.Lset_vectors
	cmp	x0, #HVC_SOFT_RESTART
	b.eq	.Lsoft_restart
	cmp	x0, #HVC_RESET_VECTORS
	b.eq	.Ldone				// they are installed
	mov_stub_err	x0
	eret

.Lset_vectors:
	msr	vbar_el2, x1			// ERET is the barrier it needs

.Ldone:
	mov	x0, #0
	eret

	/* No ERET: what is started takes over EL2 itself. */
.Lsoft_restart:
	mov	x0, x2
	mov	x2, x4
	mov	x4, x1
	mov	x1, x3
	br	x4
END_FUNCTION(el1_sync)

/* void __hyp_set_vectors(phys_addr_t vectors) */
FUNCTION(__hyp_set_vectors)
	mov	x1, x0
	mov	x0, #HVC_SET_VECTORS
	hvc	#0
	ret
END_FUNCTION(__hyp_set_vectors)

/* void __hyp_reset_vectors(void) */
FUNCTION(__hyp_reset_vectors)
	mov	x0, #HVC_RESET_VECTORS
	hvc	#0
	ret
END_FUNCTION(__hyp_reset_vectors)

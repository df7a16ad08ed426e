/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor stub with function ids in their first form, Linux 4.7 to
 * 4.11. An HVC is here what a BL is elsewhere: it costs lr, and its caller has
 * to keep that.
 */

#include "esr.h"
#include "stub-table.h"
#include "virt.h"

/*
 * x0: the call. lr is lost, and keeps the EC: no call has an argument there,
 * and nothing is left of the other registers for the caller to save.
 */
LOCAL_FUNCTION(el1_sync)
	mrs	lr, esr_el2
	lsr	lr, lr, #ESR_ELx_EC_SHIFT
	cmp	lr, #ESR_ELx_EC_HVC64
	b.ne	.Lreturn

	cmp	x0, #HVC_GET_VECTORS	// hcall: equivalent (other-operation): 0 is its own negative
	b.eq	.Lget_vectors
	cmp	x0, #HVC_SET_VECTORS
	b.eq	.Lset_vectors
#if LINUX_4_MINOR >= 8
	cmp	x0, #HVC_SOFT_RESTART
	b.eq	.Lsoft_restart
#endif
	mov	x0, #ARM_EXCEPTION_HYP_GONE

.Lreturn:
	eret

.Lget_vectors:
	mrs	x0, vbar_el2
	eret

	/* x0 stays: the caller gets the number of its call for an answer. */
.Lset_vectors:
	msr	vbar_el2, x1			// ERET is the barrier it needs
	eret

#if LINUX_4_MINOR >= 8
	/* No ERET: what is started takes over EL2 itself. */
.Lsoft_restart:
	mov	x0, x2
	mov	x2, x4
	mov	x4, x1
	mov	x1, x3
	br	x4
#endif
END_FUNCTION(el1_sync)

/* phys_addr_t __hyp_get_vectors(void) */
FUNCTION(__hyp_get_vectors)
	str	lr, [sp, #-16]!
	mov	x0, #HVC_GET_VECTORS
	hvc	#0
	ldr	lr, [sp], #16
	ret
END_FUNCTION(__hyp_get_vectors)

/* void __hyp_set_vectors(phys_addr_t vectors) */
FUNCTION(__hyp_set_vectors)
	str	lr, [sp, #-16]!
	mov	x1, x0
	mov	x0, #HVC_SET_VECTORS
	hvc	#0
	ldr	lr, [sp], #16
	ret
END_FUNCTION(__hyp_set_vectors)

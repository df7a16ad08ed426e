/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's entry from EL1 with function ids in their first form: host and guest
 * arrive in the same slot. Of the stub calls KVM knows HVC_GET_VECTORS alone;
 * the numbers of the others are taken for functions at these addresses.
 */

#include "guest-trap.h"
#include "virt.h"

	.pushsection	.hyp.text, "ax"

LOCAL_FUNCTION(el1_sync)
	save_x0_to_x3

	mrs	x1, esr_el2
	lsr	x2, x1, #ESR_ELx_EC_SHIFT
	cmp	x2, #ESR_ELx_EC_HVC64
	b.ne	el1_trap

	/* A stage 2 table is installed only while a guest runs. */
	mrs	x3, vttbr_el2
	cbnz	x3, el1_trap

	restore_x0_to_x3
	cmp	x0, #HVC_GET_VECTORS	// hcall: equivalent (other-operation): 0 is its own negative
	b.ne	.Lcall_hyp
	mrs	x0, vbar_el2
	eret

	/*
	 * x0: kernel address of the function, x1..x3: its arguments.
	 * The caller keeps lr, so the stack has nothing to do with it.
	 */
.Lcall_hyp:
	kern_hyp_va	x0
	mov	lr, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	blr	lr
	eret
END_FUNCTION(el1_sync)

	.popsection

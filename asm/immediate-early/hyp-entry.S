/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's entry from EL1 as the series for the immediate ABI began: host and
 * guest arrive in the same slot, and an immediate of a host that KVM does not
 * know, HVC_SET_VECTORS included, does nothing.
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

	/* Only now: x10 is lost to a host, but a guest knows no contract. */
	and	x10, x1, #HVC_IMMEDIATE_MASK
	restore_x0_to_x3
	cmp	x10, #HVC_KVM_CALL_HYP
	b.eq	.Lcall_hyp
	cmp	x10, #HVC_GET_VECTORS
	b.ne	.Lreturn			// unknown: no answer, no error
	mrs	x0, vbar_el2

.Lreturn:
	eret

	/*
	 * x0: kernel address of the function, x1..x3: its arguments.
	 * The pair keeps SP on 16 bytes, as the callee may expect.
	 */
.Lcall_hyp:
	stp	lr, xzr, [sp, #-16]!
	kern_hyp_va	x0
	mov	lr, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	blr	lr
	ldr	lr, [sp], #16
	eret
END_FUNCTION(el1_sync)

	.popsection

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's entry from EL1 with the x0 ABI: host and guest arrive in the same
 * slot, and x0 of a host is 0 to get VBAR_EL2, else a function to call.
 */

#include "guest-trap.h"

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
	cbnz	x0, .Lcall_hyp
	mrs	x0, vbar_el2
	eret

	/*
	 * x0: kernel address of the function, x1..x3: its arguments.
	 * The pair keeps SP on 16 bytes, as the callee may expect. Where C reads
	 * the fault registers, the caller keeps lr.
	 */
.Lcall_hyp:
#ifndef KVM_FAULTS_IN_C
	stp	lr, xzr, [sp, #-16]!
#endif
	kern_hyp_va	x0
	mov	lr, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	blr	lr
#ifndef KVM_FAULTS_IN_C
	ldr	lr, [sp], #16
#endif
	eret
END_FUNCTION(el1_sync)

	.popsection

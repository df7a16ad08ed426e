/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's entry from EL1 with the immediate ABI: host and guest arrive in the
 * same slot, and the immediate of a host says what it wants. Every immediate
 * but HVC_GET_VECTORS is taken for HVC_CALL_HYP, HVC_SET_VECTORS included.
 */

#include "guest-trap.h"
#include "virt.h"

	.pushsection	.hyp.text, "ax"

LOCAL_FUNCTION(el1_sync)
	save_x0_to_x3

	mrs	x1, esr_el2
	lsr	x2, x1, #ESR_ELx_EC_SHIFT
	and	x0, x1, #ESR_ELx_ISS_MASK
	cmp	x2, #ESR_ELx_EC_HVC64
	b.ne	el1_trap

	/* A stage 2 table is installed only while a guest runs. */
	mrs	x3, vttbr_el2
	cbnz	x3, el1_trap

	/* Only now: x18 is lost to a host, but a guest knows no contract. */
	mov	x18, x0
	restore_x0_to_x3
	cmp	x18, #HVC_GET_VECTORS
	b.ne	.Lcall_hyp
	mrs	x0, vbar_el2
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

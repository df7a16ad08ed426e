/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's vectors while a guest runs, since Linux 5.12: no host arrives here, so
 * VTTBR_EL2 decides nothing.
 *
 * Left for others to define: __guest_exit, __guest_exit_panic (what cannot be;
 * x0 and x1 are on the stack), and kvm_unexpected_el2_exception, a function of
 * C that knows from which instructions of EL2 an exception may come.
 */

#include "esr.h"
#include "exit-code.h"
#include "vectors.h"
#include "../kvm-nvhe/context.h"

#define SPSR_IL_SHIFT	20

	.pushsection	.hyp.text, "ax"

VECTOR_TABLE(__kvm_hyp_vector)
	ventry_saved	__guest_exit_panic	// current EL, SP_EL0
	ventry_saved	__guest_exit_panic
	ventry_saved	__guest_exit_panic
	ventry_saved	__guest_exit_panic

	ventry_saved	el2_sync		// current EL, SP_EL2
	ventry_saved	__guest_exit_panic
	ventry_saved	__guest_exit_panic
	ventry_saved	el2_error

	ventry_saved	el1_sync		// lower EL, AArch64
	ventry_saved	el1_irq
	ventry_saved	el1_irq			// an FIQ is the host's, too
	ventry_saved	el1_error

	ventry_saved	el1_sync		// lower EL, AArch32
	ventry_saved	el1_irq
	ventry_saved	el1_irq
	ventry_saved	el1_error
END_VECTOR_TABLE(__kvm_hyp_vector)

LOCAL_FUNCTION(el1_sync)
	mrs	x0, esr_el2
	ubfx	x0, x0, #ESR_ELx_EC_SHIFT, #ESR_ELx_EC_WIDTH
	cmp	x0, #ESR_ELx_EC_HVC64
	b.eq	el1_hvc_guest
	cmp	x0, #ESR_ELx_EC_HVC32
	b.eq	el1_hvc_guest
	b	el1_trap
END_FUNCTION(el1_sync)

/*
 * An exception of EL2 itself. An ERET into a state that is no guest's leaves
 * PSTATE.IL behind: that is the guest's fault, and ends its run.
 */
LOCAL_FUNCTION(el2_sync)
	mrs	x0, spsr_el2
	tbz	x0, #SPSR_IL_SHIFT, el2_error
	get_vcpu	x1, x0
	mov	x0, #ARM_EXCEPTION_IL
	b	__guest_exit
END_FUNCTION(el2_sync)

/* C decides: it moves ELR_EL2 to where the instruction has its way out, or panics. */
LOCAL_FUNCTION(el2_error)
	stp	x2, x3, [sp, #-16]!
	stp	x4, x5, [sp, #-16]!
	stp	x6, x7, [sp, #-16]!
	stp	x8, x9, [sp, #-16]!
	stp	x10, x11, [sp, #-16]!
	stp	x12, x13, [sp, #-16]!
	stp	x14, x15, [sp, #-16]!
	stp	x16, x17, [sp, #-16]!
	stp	x18, lr, [sp, #-16]!
	bl	kvm_unexpected_el2_exception
	ldp	x18, lr, [sp], #16
	ldp	x16, x17, [sp], #16
	ldp	x14, x15, [sp], #16
	ldp	x12, x13, [sp], #16
	ldp	x10, x11, [sp], #16
	ldp	x8, x9, [sp], #16
	ldp	x6, x7, [sp], #16
	ldp	x4, x5, [sp], #16
	ldp	x2, x3, [sp], #16
	ldp	x0, x1, [sp], #16
	eret
END_FUNCTION(el2_error)

	.popsection

#define KVM_WORKAROUND_3
#include "guest-exit.h"

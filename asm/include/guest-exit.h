/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_GUEST_EXIT_H
#define HCALL_GUEST_EXIT_H

#include "alternative.h"
#include "esr.h"
#include "kvm.h"
#include "percpu.h"
#include "smccc.h"
#include "vectors.h"

/*
 * KVM's vector table and the ways out of a guest as they have been since Linux
 * 4.9: C reads the fault registers, so assembly needs x0 and x1 alone. With
 * what stable kernels got later, from 4.16 and 4.18: calls of AArch32 count as
 * calls, and the workarounds of SMCCC are answered here.
 *
 * The including file brings
 *   get_vcpu vcpu, scratch	the vcpu that runs, x0 and x1 of it on the stack
 *   el1_sync			which begins with host_calls_only
 * and KVM_LAZY_FPSIMD, where assembly lends the FP/SIMD registers.
 *
 * Left for others to define: __guest_exit (ends the world switch; x0: why,
 * x1: the vcpu), __fpsimd_guest_restore, __hyp_panic, and the two labels around
 * the one instruction at which __guest_exit has SErrors taken at EL2.
 */

/* Why the world switch is left: x0 at __guest_exit. */
#define ARM_EXCEPTION_IRQ		0
#define ARM_EXCEPTION_EL1_SERROR	1
#define ARM_EXCEPTION_TRAP		2
#define ARM_EXIT_WITH_SERROR_BIT	31	/* and an SError came on the way */

/* The kernel generates this number from its struct. */
#ifndef VCPU_WORKAROUND_FLAGS
#define VCPU_WORKAROUND_FLAGS		0x100
#endif
#define VCPU_WORKAROUND_2_SHIFT		0	/* the guest wants the mitigation */

	.pushsection	.hyp.text, "ax"

	/* A slot whose handler finds x0 at SP and x1 above. */
	.macro	ventry_saved	label
	.align	7
	stp	x0, x1, [sp, #-16]!
	b	\label
	.endm

VECTOR_TABLE(__kvm_hyp_vector)
	ventry	__hyp_panic			// current EL, SP_EL0
	ventry	__hyp_panic
	ventry	__hyp_panic
	ventry	__hyp_panic

	ventry	__hyp_panic			// current EL, SP_EL2
	ventry	__hyp_panic
	ventry	__hyp_panic
	ventry	el2_error

	ventry_saved	el1_sync		// lower EL, AArch64
	ventry_saved	el1_irq
	ventry	__hyp_panic
	ventry_saved	el1_error

	ventry_saved	el1_sync		// lower EL, AArch32
	ventry_saved	el1_irq
	ventry	__hyp_panic
	ventry_saved	el1_error
END_VECTOR_TABLE(__kvm_hyp_vector)

	/*
	 * Goes on behind it with a call of the host, whose x0 and x1 it brings
	 * back. All else leaves for its own place.
	 */
	.macro	host_calls_only
	mrs	x0, esr_el2
	lsr	x0, x0, #ESR_ELx_EC_SHIFT
	cmp	x0, #ESR_ELx_EC_HVC64
	b.eq	.Lhvc
	cmp	x0, #ESR_ELx_EC_HVC32
	b.ne	el1_trap

.Lhvc:
	/* A stage 2 table is installed only while a guest runs. */
	mrs	x1, vttbr_el2
	cbnz	x1, el1_hvc_guest
	ldp	x0, x1, [sp], #16
	.endm

/*
 * A guest called. Its firmware's workarounds are wanted on each of its
 * exceptions, and the entry itself has them done already: the answer is that
 * all is well. SMCCC gives x0 to x3 away, so x1 need not come back; but nothing
 * of the host may be in it.
 */
LOCAL_FUNCTION(el1_hvc_guest)
	ldr	x1, [sp]	// hcall: equivalent (other-size): x0 of the guest, of which W0 counts
	eor	w1, w1, #ARM_SMCCC_ARCH_WORKAROUND_1
	cbz	w1, .Lanswer
	eor	w1, w1, #(ARM_SMCCC_ARCH_WORKAROUND_1 ^ ARM_SMCCC_ARCH_WORKAROUND_2)
	cbz	w1, .Lworkaround_2
#ifdef KVM_WORKAROUND_3
	eor	w1, w1, #(ARM_SMCCC_ARCH_WORKAROUND_2 ^ ARM_SMCCC_ARCH_WORKAROUND_3)
	cbz	w1, .Lanswer
#endif
	b	el1_trap

	/*
	 * The guest turns the mitigation of Spectre v4 on or off for itself, in
	 * x1: the vcpu keeps it, and the firmware hears of it where that is of
	 * any use. CPUs that need nothing keep the branch.
	 */
.Lworkaround_2:
	patched_by	arm64_enable_wa2_handling
	b	.Lworkaround_2_done
	end_patched

	get_vcpu	x2, x0
	ldr	x1, [sp, #8]			// x1 of the guest
	cmp	w1, #0		// hcall: equivalent (other-operation): 0 is its own negative
	cset	x1, ne
	ldr	x0, [x2, #VCPU_WORKAROUND_FLAGS]
	bfi	x0, x1, #VCPU_WORKAROUND_2_SHIFT, #1
	str	x0, [x2, #VCPU_WORKAROUND_FLAGS]

	adr_this_cpu	x0, arm64_ssbd_callback_required, x2
	ldr	x0, [x0]
	cbz	x0, .Lworkaround_2_done

	/* It takes what the guest asks for in x1. */
	mov	w0, #ARM_SMCCC_ARCH_WORKAROUND_2
	smc	#0
	mov	x3, #0				// what firmware left is no guest's business

.Lworkaround_2_done:
	mov	x2, #0
	mov	x1, #0

.Lanswer:
	mov	x0, #SMCCC_RET_SUCCESS
	add	sp, sp, #16
	eret
END_FUNCTION(el1_hvc_guest)

/* A guest trapped, or the host did what only a guest may. */
LOCAL_FUNCTION(el1_trap)
	get_vcpu	x1, x0
#ifdef KVM_LAZY_FPSIMD
	mrs	x0, esr_el2
	lsr	x0, x0, #ESR_ELx_EC_SHIFT
	cmp	x0, #ESR_ELx_EC_FP_ASIMD
	b.ne	.Lleave
	b	__fpsimd_guest_restore

.Lleave:
#endif
	mov	x0, #ARM_EXCEPTION_TRAP
	b	__guest_exit
END_FUNCTION(el1_trap)

/* The interrupt is the host's: it stays pending and is taken there. */
LOCAL_FUNCTION(el1_irq)
	get_vcpu	x1, x0
	mov	x0, #ARM_EXCEPTION_IRQ
	b	__guest_exit
END_FUNCTION(el1_irq)

LOCAL_FUNCTION(el1_error)
	get_vcpu	x1, x0
	mov	x0, #ARM_EXCEPTION_EL1_SERROR
	b	__guest_exit
END_FUNCTION(el1_error)

/*
 * An SError of EL2 itself. __guest_exit asks for one that the guest has left
 * behind, at a place where x0 is the reason of the exit and x1 is free. Before
 * and behind its one instruction that is no harm; anywhere else it is the end.
 */
LOCAL_FUNCTION(el2_error)
	mrs	x0, elr_el2
	adrp	x1, abort_guest_exit_start
	add	x1, x1, :lo12:abort_guest_exit_start
	cmp	x0, x1
	b.eq	.Lexpected
	adrp	x1, abort_guest_exit_end
	add	x1, x1, :lo12:abort_guest_exit_end
	cmp	x0, x1
	b.eq	.Lexpected
	b	__hyp_panic

.Lexpected:
	mov	x0, #(1 << ARM_EXIT_WITH_SERROR_BIT)
	eret
END_FUNCTION(el2_error)

	.popsection

#endif /* HCALL_GUEST_EXIT_H */

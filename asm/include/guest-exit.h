/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_GUEST_EXIT_H
#define HCALL_GUEST_EXIT_H

#include "alternative.h"
#include "esr.h"
#include "exit-code.h"
#include "percpu.h"
#include "smccc.h"
#include "vectors.h"

/*
 * The ways out of a guest as they have been since Linux 4.9: C reads the fault
 * registers, so assembly needs x0 and x1 alone, which are on the stack. With
 * what came in 4.16 and 4.18, and in stable kernels before: the workarounds of
 * SMCCC are answered here.
 *
 * The including file brings
 *   get_vcpu vcpu, scratch	the vcpu that runs, x0 and x1 of it on the stack
 * and says whether assembly lends the FP/SIMD registers (KVM_LAZY_FPSIMD),
 * and which of the workarounds it knows (KVM_SSBD, KVM_WORKAROUND_3).
 *
 * Left for others to define: __guest_exit (ends the world switch; x0: why,
 * x1: the vcpu) and __fpsimd_guest_restore.
 */

/* The kernel generates this number from its struct. */
#ifndef VCPU_WORKAROUND_FLAGS
#define VCPU_WORKAROUND_FLAGS		0x100
#endif
#define VCPU_WORKAROUND_2_SHIFT		0	/* the guest wants the mitigation */

	.pushsection	.hyp.text, "ax"

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
#ifdef KVM_SSBD
	cbz	w1, .Lworkaround_2
#else
	cbz	w1, .Lanswer
#endif
#ifdef KVM_WORKAROUND_3
	eor	w1, w1, #(ARM_SMCCC_ARCH_WORKAROUND_2 ^ ARM_SMCCC_ARCH_WORKAROUND_3)
	cbz	w1, .Lanswer
#endif
	b	el1_trap

#ifdef KVM_SSBD
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
#endif

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

	.popsection

#endif /* HCALL_GUEST_EXIT_H */

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_GUEST_TRAP_H
#define HCALL_GUEST_TRAP_H

#include "esr.h"
#include "kvm.h"
#include "vectors.h"

/*
 * KVM's vector table and the ways out of a guest as they were up to Linux 4.8.
 * Up to 4.5 assembly stores the fault registers, for which it takes x0 to x3.
 * From 4.6 on C reads them; x0 to x3 are still on the stack, up to 4.8. That is
 * KVM_FAULTS_IN_C. The including file brings el1_sync, which decides whether
 * the host called.
 *
 * Left for others to define: __guest_exit (ends the world switch),
 * __fpsimd_guest_restore (lends the guest the FP/SIMD registers) and
 * __hyp_panic. Each is reached by B, never by B.cond, because only B reaches
 * as far as the linker may put them.
 */

/* Why the world switch is left: x1 at __guest_exit. */
#define ARM_EXCEPTION_IRQ	0
#define ARM_EXCEPTION_TRAP	1

/*
 * Where the fault's syndrome is kept in the vcpu by assembly. The kernel generates these
 * numbers from its struct; the vcpu here has no other member, so any numbers
 * do as long as abi.yaml says the same.
 */
#define VCPU_ESR_EL2		0x100		/* 32 bits */
#define VCPU_FAR_EL2		0x108		/* 64 bits */
#define VCPU_HPFAR_EL2		0x110		/* 64 bits */

/* What each of them finds on the EL2 stack: x2, x3 at SP and x0, x1 above. */
	.macro	save_x0_to_x3
	stp	x0, x1, [sp, #-16]!
	stp	x2, x3, [sp, #-16]!
	.endm

	.macro	restore_x0_to_x3
	ldp	x2, x3, [sp], #16
	ldp	x0, x1, [sp], #16		// hcall: equivalent (swap-order): x0 may still be the caller's
	.endm

	.pushsection	.hyp.text, "ax"

VECTOR_TABLE(__kvm_hyp_vector)
	ventry	__hyp_panic			// current EL, SP_EL0
	ventry	__hyp_panic
	ventry	__hyp_panic
	ventry	__hyp_panic

	ventry	__hyp_panic			// current EL, SP_EL2
	ventry	__hyp_panic
	ventry	__hyp_panic
	ventry	__hyp_panic

	ventry	el1_sync			// lower EL, AArch64
	ventry	el1_irq
	ventry	__hyp_panic
	ventry	__hyp_panic

	ventry	el1_sync			// lower EL, AArch32
	ventry	el1_irq
	ventry	__hyp_panic
	ventry	__hyp_panic
END_VECTOR_TABLE(__kvm_hyp_vector)

/*
 * A guest trapped, or the host did what only a guest may.
 * x1: ESR_EL2, x2: its EC; x0..x3 of the guest are on the stack.
 */
LOCAL_FUNCTION(el1_trap)
	cmp	x2, #ESR_ELx_EC_FP_ASIMD
	b.ne	.Lnot_fpsimd
	b	__fpsimd_guest_restore

.Lnot_fpsimd:
#ifdef KVM_FAULTS_IN_C
	mrs	x0, tpidr_el2			// the vcpu that runs
	mov	x1, #ARM_EXCEPTION_TRAP
	b	__guest_exit
#else
	cmp	x2, #ESR_ELx_EC_DABT_LOW
	b.eq	.Labort
	cmp	x2, #ESR_ELx_EC_IABT_LOW
	b.ne	.Lread_fault

.Labort:
	/*
	 * HPFAR_EL2 is UNKNOWN after a permission fault, unless stage 2 took
	 * it on a stage 1 table walk (Arm ARM, D13.2.54).
	 */
	and	x0, x1, #ESR_ELx_FSC_TYPE	// hcall: equivalent (other-register): x0 may hold the ISS already
	cmp	x0, #ESR_ELx_FSC_PERM
	b.ne	.Lread_fault
	tbnz	x1, #ESR_ELx_S1PTW_SHIFT, .Lread_fault

	/*
	 * So ask stage 1 for the intermediate physical address. The access
	 * had stage 1's permission, so a read at EL1 stands for any access.
	 * PAR_EL1 is the guest's, which may be between its own AT and MRS.
	 */
	mrs	x0, par_el1
	mrs	x2, far_el2
	at	s1e1r, x2
	isb
	mrs	x3, par_el1
	msr	par_el1, x0

	/* Another CPU changed the tables meanwhile: let the guest try again. */
	tbnz	x3, #PAR_EL1_F_SHIFT, .Lretry

	ubfx	x3, x3, #PAR_EL1_PA_SHIFT, #PAR_EL1_PA_WIDTH	// hcall: equivalent (other-shift, other-register): stage 1 is off, so PA is VA, below 2^44
	lsl	x3, x3, #HPFAR_EL2_FIPA_SHIFT
	b	.Lstore_fault

.Lread_fault:
	mrs	x2, far_el2
	mrs	x3, hpfar_el2

.Lstore_fault:
	mrs	x0, tpidr_el2			// the vcpu that runs
	str	w1, [x0, #VCPU_ESR_EL2]
	str	x2, [x0, #VCPU_FAR_EL2]
	str	x3, [x0, #VCPU_HPFAR_EL2]

	mov	x1, #ARM_EXCEPTION_TRAP
	b	__guest_exit

.Lretry:
	restore_x0_to_x3
	eret
#endif
END_FUNCTION(el1_trap)

/* The interrupt is the host's: it stays pending and is taken there. */
LOCAL_FUNCTION(el1_irq)
	save_x0_to_x3
	mrs	x0, tpidr_el2
	mov	x1, #ARM_EXCEPTION_IRQ
	b	__guest_exit
END_FUNCTION(el1_irq)

	.popsection

#endif /* HCALL_GUEST_TRAP_H */

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_SHARED_VECTORS_H
#define HCALL_SHARED_VECTORS_H

/*
 * KVM's vector table of Linux 4.9 to 5.9, in which host and guest arrive in the
 * same slots. As from 4.16 on, and in stable kernels before, calls of AArch32
 * count as calls.
 *
 * The including file brings what guest-exit.h needs, and el1_sync, which begins
 * with host_calls_only.
 *
 * Left for others to define: __hyp_panic, and the two labels around the one
 * instruction at which __guest_exit has SErrors taken at EL2.
 */

#include "esr.h"
#include "exit-code.h"
#include "vectors.h"

	.pushsection	.hyp.text, "ax"

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

#define KVM_SSBD
#include "guest-exit.h"

#endif /* HCALL_SHARED_VECTORS_H */

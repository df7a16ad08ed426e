/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's vectors while the host runs, since Linux 5.10: the host is a world of
 * its own, whose registers are in a context while EL2 runs C. What it did,
 * call or trap, is for handle_trap(context) to see, which answers in the
 * context as well.
 *
 * Left for others to define: handle_trap, hyp_panic (an exception of EL2
 * itself) and __hyp_do_panic (one of the host that cannot be; x0: no context
 * to go back with, x1 SPSR_EL2, x2 ELR_EL2, x3 PAR_EL1).
 */

#include "alternative.h"
#include "context.h"
#include "esr.h"
#include "vectors.h"
#include "virt.h"

/* The number of a capability is the kernel's; 6.1 has 40 for this one. */
#ifndef ARM64_KVM_PROTECTED_MODE
#define ARM64_KVM_PROTECTED_MODE	40
#endif

	.pushsection	.hyp.text, "ax"

	.macro	ventry_invalid_host
	.align	7
	mov	x0, #0
	mrs	x1, spsr_el2
	mrs	x2, elr_el2
	mrs	x3, par_el1
	b	__hyp_do_panic		// hcall: equivalent (delete): the next slot does the same
	.endm

VECTOR_TABLE(__kvm_hyp_host_vector)
	ventry	hyp_panic			// current EL, SP_EL0
	ventry	hyp_panic
	ventry	hyp_panic
	ventry	hyp_panic

	ventry	hyp_panic			// current EL, SP_EL2
	ventry	hyp_panic
	ventry	hyp_panic
	ventry	hyp_panic

	ventry_saved	host_sync		// lower EL, AArch64
	ventry_invalid_host
	ventry_invalid_host
	ventry_invalid_host

	ventry_saved	host_sync		// lower EL, AArch32
	ventry_invalid_host
	ventry_invalid_host
	ventry_invalid_host
END_VECTOR_TABLE(__kvm_hyp_host_vector)

/* x0 and x1 of the host are on the stack. */
LOCAL_FUNCTION(host_sync)
	mrs	x0, esr_el2
	ubfx	x0, x0, #ESR_ELx_EC_SHIFT, #ESR_ELx_EC_WIDTH
	cmp	x0, #ESR_ELx_EC_HVC64
	b.ne	__host_exit

	/* Once the hypervisor is protected, the host cannot take it down. */
	nop_unless	ARM64_KVM_PROTECTED_MODE, b __host_exit

	ldr	x0, [sp]
	cmp	x0, #HVC_STUB_HCALL_NR
	b.hs	__host_exit

	/*
	 * A stub call turns the MMU off, so it has to run at its physical
	 * address, which a literal keeps and no ADR could give.
	 */
	add	sp, sp, #16
	ldr	x5, =__kvm_handle_stub_hvc
	br	x5
END_FUNCTION(host_sync)

/* Into C with the host's registers in its context, and back with them. */
FUNCTION(__host_exit)
	get_host_context	x0, x1
	stp	x2, x3, [x0, #CONTEXT_X(2)]
	ldp	x2, x3, [sp], #16		// x0 and x1
	stp	x2, x3, [x0, #CONTEXT_X(0)]
	context_x4_to_x17	stp, x0
	stp	x18, x19, [x0, #CONTEXT_X(18)]
	stp	x20, x21, [x0, #CONTEXT_X(20)]
	stp	x22, x23, [x0, #CONTEXT_X(22)]
	stp	x24, x25, [x0, #CONTEXT_X(24)]
	stp	x26, x27, [x0, #CONTEXT_X(26)]
	stp	x28, x29, [x0, #CONTEXT_X(28)]
	str	lr, [x0, #CONTEXT_X(30)]

	/* Which C keeps, as it keeps no other register of any use here. */
	mov	x29, x0
	bl	handle_trap

	ldp	x0, x1, [x29, #CONTEXT_X(0)]
	ldp	x2, x3, [x29, #CONTEXT_X(2)]
	context_x4_to_x17	ldp, x29
	ldp	x18, x19, [x29, #CONTEXT_X(18)]
	ldp	x20, x21, [x29, #CONTEXT_X(20)]
	ldp	x22, x23, [x29, #CONTEXT_X(22)]
	ldp	x24, x25, [x29, #CONTEXT_X(24)]
	ldp	x26, x27, [x29, #CONTEXT_X(26)]
	ldr	lr, [x29, #CONTEXT_X(30)]
	ldp	x28, x29, [x29, #CONTEXT_X(28)]
	eret
END_FUNCTION(__host_exit)

	.ltorg

	.popsection

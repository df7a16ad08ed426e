/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_SMCCC_ENTRY_H
#define HCALL_SMCCC_ENTRY_H

/*
 * Hypervisor calls by the SMC calling convention, version 1.1, with HVC as the
 * conduit (Arm DEN 0028). An identifier is W0, whatever is above it. Nobody has
 * a yielding call here, and what nobody has is answered with -1.
 *
 * Version 1.0 gives x4 to x17 to whoever answers; with SMCCC_1_0 they are not
 * kept, and there is no call that says which version it is. Version 1.3 has in
 * bit 16 that SVE's registers hold nothing of the caller's: a hint, which makes
 * no other call; that is SMCCC_1_3.
 *
 * The including file brings the macro
 *   other_services	w1: the service, w0: the number; goes on behind it with
 *			what it does not know, x0 and x1 of the caller on the stack
 */

#define CALLS_OF_AARCH32
#include "guest-table.h"
#include "smccc.h"

	.pushsection	.hyp.text, "ax"

	/* The answer to a call of AArch32 goes elsewhere if the call has 64 bits. */
	.macro	aarch64_only	otherwise
	mrs	x1, spsr_el2
	tbnz	x1, #SPSR_NRW_SHIFT, \otherwise
	.endm

	/* Brings back x1 of the caller and answers x0 alone. */
	.macro	answer	value
	ldp	x0, x1, [sp], #16
	mov	x0, #\value
	eret
	.endm

	/*
	 * Calls a function of C with x1 to x3 of the caller, or w1 to w3, and
	 * answers what it returns. It may change x0 to x18; of EL2 nothing is left behind in what
	 * a caller may look at.
	 */
	.macro	call_service	function, size=x
	ldr	\size\()1, [sp, #8]
	stp	x18, x30, [sp]
#ifndef SMCCC_1_0
	stp	x4, x5, [sp, #-16]!
	stp	x6, x7, [sp, #-16]!
	stp	x8, x9, [sp, #-16]!
	stp	x10, x11, [sp, #-16]!
	stp	x12, x13, [sp, #-16]!
	stp	x14, x15, [sp, #-16]!
	stp	x16, x17, [sp, #-16]!
#endif
	mov	\size\()0, \size\()1
	mov	\size\()1, \size\()2
	mov	\size\()2, \size\()3
	bl	\function
#ifndef SMCCC_1_0
	ldp	x16, x17, [sp], #16
	ldp	x14, x15, [sp], #16
	ldp	x12, x13, [sp], #16
	ldp	x10, x11, [sp], #16
	ldp	x8, x9, [sp], #16
	ldp	x6, x7, [sp], #16
	ldp	x4, x5, [sp], #16
#endif
	ldp	x18, x30, [sp], #16
	mov	x1, #0
	mov	x2, #0
	mov	x3, #0
	eret
	.endm

LOCAL_FUNCTION(el1_sync)
	calls_only
	cbnz	x0, .Lunknown			// other immediates are for other uses

	ldr	w0, [sp]			// hcall: equivalent (other-size): W0 alone is used
#ifdef SMCCC_1_3
	and	w0, w0, #~SMCCC_SVE_HINT	// hcall: equivalent (swap-order): what follows has no use of the bit
#endif
	lsr	w1, w0, #SMCCC_SERVICE_SHIFT
	and	w0, w0, #SMCCC_NUMBER_MASK	// hcall: equivalent (other-shift): bit 24 of a service here is 0
	cmp	w1, #SMCCC_ARCH
	b.eq	.Larchitecture
	other_services

.Lunknown:
	answer	SMCCC_RET_NOT_SUPPORTED

.Larchitecture:
#ifndef SMCCC_1_0
	cbz	w0, .Lversion			// SMCCC_VERSION
	cmp	w0, #SMCCC_ARCH_FEATURES
	b.ne	.Lunknown

	/* Which calls of the architecture there are, by w1: these two. */
	ldr	w0, [sp, #8]
#ifdef SMCCC_1_3
	and	w0, w0, #~SMCCC_SVE_HINT	// hcall: equivalent (swap-order): what follows leaves the bit
#endif
	eor	w0, w0, #(SMCCC_ARCH << SMCCC_SERVICE_SHIFT)	// hcall: equivalent (other-shift): 0 and 1 are both there
	cmp	w0, #SMCCC_ARCH_FEATURES
	b.hi	.Lunknown
	answer	SMCCC_RET_SUCCESS

.Lversion:
	ldp	x0, x1, [sp], #16
	mov	w0, #(SMCCC_VERSION & 0xffff)
	movk	w0, #(SMCCC_VERSION >> 16), lsl #16
	eret
#else
	b	.Lunknown
#endif
END_FUNCTION(el1_sync)

	.popsection

#endif /* HCALL_SMCCC_ENTRY_H */

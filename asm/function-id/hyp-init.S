/* SPDX-License-Identifier: GPL-2.0-only */
/* How KVM leaves EL2 to the stub again, with function ids. */

#include "linkage.h"
#include "sysreg.h"
#include "virt.h"

	.pushsection	.hyp.idmap.text, "ax"

/*
 * A stub call while KVM's vectors are installed. x0: the call, x1..x4: its
 * arguments; x5 and x6 are lost. No function runs, so the stack is not used.
 */
FUNCTION(__kvm_handle_stub_hvc)
	cmp	x0, #HVC_SOFT_RESTART
	b.ne	.Lno_restart

	/* The way out of the teardown then leads there, and stays at EL2. */
	msr	elr_el2, x1
	mov	x5, #PSR_EL2H_MASKED
	msr	spsr_el2, x5
	mov	x0, x2
	mov	x1, x3
	mov	x2, x4
	b	.Lteardown

.Lno_restart:
	cmp	x0, #HVC_RESET_VECTORS
	b.ne	.Lerror
	mov	x0, #0

	/*
	 * From the ISB on addresses are physical. Code and vectors are at the
	 * same address in both worlds, so nothing else has to follow.
	 */
.Lteardown:
	mrs	x5, sctlr_el2
	mov	x6, #SCTLR_ELx_FLAGS
	bic	x5, x5, x6
	msr	sctlr_el2, x5
	isb

	adrp	x5, __hyp_stub_vectors
	add	x5, x5, :lo12:__hyp_stub_vectors	// hcall: equivalent (other-immediate): bits 10:0 of VBAR_EL2 are RES0
	msr	vbar_el2, x5
	eret

	/* Whoever sets vectors has to reset KVM's first. */
.Lerror:
	mov_stub_err	x0
	eret
END_FUNCTION(__kvm_handle_stub_hvc)

	.popsection

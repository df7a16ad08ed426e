/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How KVM comes to EL2 and how it leaves, since Linux 5.12. The stub installs
 * these vectors, which know one call of KVM: it sets EL2 up from a block of
 * parameters, turns the MMU on and installs the vectors of the host.
 */

#include "smccc.h"
#include "sysreg.h"
#include "vectors.h"
#include "virt.h"

/* struct kvm_nvhe_init_params: eight bytes each. */
#define INIT_MAIR_EL2		0x00
#define INIT_TCR_EL2		0x08
#define INIT_TPIDR_EL2		0x10
#define INIT_STACK		0x18		/* its address once the MMU is on */
#define INIT_PGD		0x28		/* physical address of the tables */
#define INIT_HCR_EL2		0x30
#define INIT_VTTBR_EL2		0x38
#define INIT_VTCR_EL2		0x40

	.pushsection	.hyp.idmap.text, "ax"

	/* Nothing else can come while a kernel boots: it stops in its slot. */
	.macro	ventry_invalid
	.align	7
	b	.
	.endm

VECTOR_TABLE(__kvm_hyp_init)
	ventry_invalid				// current EL, SP_EL0
	ventry_invalid
	ventry_invalid
	ventry_invalid

	ventry_invalid				// current EL, SP_EL2
	ventry_invalid
	ventry_invalid
	ventry_invalid

	ventry	do_hyp_init			// lower EL, AArch64
	ventry_invalid
	ventry_invalid
	ventry_invalid

	ventry_invalid				// lower EL, AArch32
	ventry_invalid
	ventry_invalid
	ventry_invalid
END_VECTOR_TABLE(__kvm_hyp_init)

/*
 * x0: the call, x1: physical address of the parameters. There is no stack, and
 * the caller gives x0 to x3 away, as SMCCC has it.
 */
LOCAL_FUNCTION(do_hyp_init)
	cmp	x0, #HVC_STUB_HCALL_NR
	b.lo	__kvm_handle_stub_hvc

	mov	x3, #KVM_HYP_INIT
	cmp	x0, x3
	b.eq	.Linit
	mov	x0, #SMCCC_RET_NOT_SUPPORTED
	eret

.Linit:
	ldr	x2, [x1, #INIT_TPIDR_EL2]
	msr	tpidr_el2, x2
	ldr	x2, [x1, #INIT_STACK]
	mov	sp, x2			// hcall: equivalent (other-operation): nothing is added
	ldr	x2, [x1, #INIT_MAIR_EL2]
	msr	mair_el2, x2
	ldr	x2, [x1, #INIT_HCR_EL2]
	msr	hcr_el2, x2
	ldr	x2, [x1, #INIT_VTTBR_EL2]
	msr	vttbr_el2, x2
	ldr	x2, [x1, #INIT_VTCR_EL2]
	msr	vtcr_el2, x2
	ldr	x2, [x1, #INIT_PGD]
	msr	ttbr0_el2, x2
	ldr	x2, [x1, #INIT_TCR_EL2]
	msr	tcr_el2, x2
	isb

	/* What was cached of translations before is nobody's. */
	tlbi	alle2
	tlbi	vmalls12e1
	dsb	sy

	/* This code is at the same address in both worlds. */
	mov_sctlr_on	x2
	msr	sctlr_el2, x2
	isb

	ldr	x2, =__kvm_hyp_host_vector
	msr	vbar_el2, x2			// ERET is the barrier it needs
	mov	x0, #SMCCC_RET_SUCCESS
	eret
END_FUNCTION(do_hyp_init)

/*
 * A stub call while KVM's vectors are installed. x0: the call, x1 to x4: its
 * arguments; x5 is lost. No function runs, so the stack is not used.
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
	mov	x0, #SMCCC_RET_SUCCESS

.Lteardown:
	mov_sctlr_off	x5
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

	.ltorg

	.popsection

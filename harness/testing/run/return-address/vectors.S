/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each handler of a lower level returns ADVANCE bytes behind ELR_EL2, an SError
 * through `leave`. With ENABLE the first thing that it does is to lift the trap
 * of FP/SIMD, which is then no reason to skip an instruction.
 */
	.macro	advance
#ifdef ADVANCE
	mrs	x17, elr_el2
	add	x17, x17, #ADVANCE
	msr	elr_el2, x17
#endif
	.endm

	.macro	handler
	.balign	128
#ifdef ENABLE
	mrs	x17, cptr_el2
	bic	x17, x17, #(1 << 10)		// TFP
	msr	cptr_el2, x17
#endif
	advance
	eret
	.endm

	.text
	.balign	2048
	.globl	vectors
vectors:
	.rept	8				// current EL
	.balign	128
	b	.
	.endr
	.rept	2				// lower EL
	handler
	handler
	handler
	.balign	128
	advance
	b	leave
	.endr

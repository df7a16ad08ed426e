/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every handler returns ADVANCE bytes behind ELR_EL2, after a BRK by way of
 * `leave`. With ENABLE the first thing that it does is to lift the trap of
 * FP/SIMD, which is then no reason to skip an instruction.
 */
	.text
	.balign	2048
	.globl	vectors
vectors:
	.rept	16
	.balign	128
#ifdef ENABLE
	mrs	x17, cptr_el2
	bic	x17, x17, #(1 << 10)		// TFP
	msr	cptr_el2, x17
#endif
#ifdef ADVANCE
	mrs	x17, elr_el2
	add	x17, x17, #ADVANCE
	msr	elr_el2, x17
#endif
	mrs	x17, esr_el2
	lsr	x17, x17, #26
	cmp	x17, #0x3c
	b.ne	1f
	b	leave
1:	eret
	.endr

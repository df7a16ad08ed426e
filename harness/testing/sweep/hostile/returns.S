/* SPDX-License-Identifier: GPL-2.0-only */
/* An IRQ goes back to where it came from, an FIQ behind that, an SError before it; a synchronous exception goes nowhere. */
	.macro	handlers
	.balign	128
	b	synchronous
	.balign	128
	eret
	.balign	128
	mrs	x17, elr_el2
	add	x17, x17, #4
	msr	elr_el2, x17
	eret
	.balign	128
	mrs	x17, elr_el2
	sub	x17, x17, #4
	msr	elr_el2, x17
	eret
	.endm

	.text
	.balign	2048
	.globl	__hyp_stub_vectors
__hyp_stub_vectors:
	.rept	4
	handlers
	.endr
	.balign	128
synchronous:
	b	.

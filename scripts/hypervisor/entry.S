/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shape of most hypervisors' vectors: save every general register, call C with the frame, restore, ERET. What may not
 * happen here, exceptions of EL2 itself and a caller in AArch32 state, ends in hyp_panic.
 */
#include "frame.h"

	.macro	pair, op, first, second
	\op	x\first, x\second, [sp, #8 * \first]
	.endm

	.macro	general_registers, op
	pair	\op, 2, 3
	pair	\op, 4, 5
	pair	\op, 6, 7
	pair	\op, 8, 9
	pair	\op, 10, 11
	pair	\op, 12, 13
	pair	\op, 14, 15
	pair	\op, 16, 17
	pair	\op, 18, 19
	pair	\op, 20, 21
	pair	\op, 22, 23
	pair	\op, 24, 25
	pair	\op, 26, 27
	pair	\op, 28, 29
	.endm

	/* A slot has room for 32 instructions: what is common stands behind the table. */
	.macro	enters, handler
	.balign	0x80
	sub	sp, sp, #FRAME_SIZE
	stp	x0, x1, [sp]
	adrp	x1, \handler
	add	x1, x1, #:lo12:\handler
	b	save_and_call
	.endm

	.macro	panics
	.balign	0x80
	b	hyp_panic
	.endm

	.section .vectors, "ax"
	.balign	0x800
	.globl	hyp_vectors
	.type	hyp_vectors, %function
hyp_vectors:
	.rept	8
	panics
	.endr
	enters	handle_sync
	enters	handle_irq
	panics				// FIQ
	panics				// SError
	.rept	4
	panics
	.endr
	.balign	0x80
	.size	hyp_vectors, . - hyp_vectors

	.text
	/* x1: the handler, as void handler(struct frame *). x0 and x1 are in the frame already. */
	.type	save_and_call, %function
save_and_call:
	general_registers stp
	mrs	x2, elr_el2
	mrs	x3, spsr_el2
	stp	x30, x2, [sp, #FRAME_ELR - 8]
	str	x3, [sp, #FRAME_SPSR]
	mov	x0, sp
	blr	x1
	ldp	x30, x2, [sp, #FRAME_ELR - 8]
	ldr	x3, [sp, #FRAME_SPSR]
	msr	elr_el2, x2
	msr	spsr_el2, x3
	general_registers ldp
	ldp	x0, x1, [sp], #FRAME_SIZE
	eret
	.size	save_and_call, . - save_and_call

	.globl	hyp_panic
	.type	hyp_panic, %function
hyp_panic:
	wfi
	b	hyp_panic
	.size	hyp_panic, . - hyp_panic

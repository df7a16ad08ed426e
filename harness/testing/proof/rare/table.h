/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vector table in which an HVC from AArch64 comes to `get` or `call` by its
 * immediate, with all but x9-x11 as the caller left it. The rest returns. A
 * file that has an OTHER is asked about the rest, one that has a CALL about
 * the second immediate, one that has NUMBERS about the rest of them.
 */
#ifndef OTHER
#define OTHER	return
#endif
#ifndef CALL
#define CALL	call
#endif
#ifndef NUMBERS
#define NUMBERS	return
#endif

	.macro	slot, label
	.balign	0x80
	b	\label
	.endm

	.text
	.balign	0x800
	.globl	table
table:
	.rept	8
	slot	.
	.endr
	slot	sync
	.rept	3
	slot	.
	.endr
	slot	sync
	.rept	3
	slot	.
	.endr
	.balign	0x80

sync:	mrs	x9, esr_el2
	lsr	x10, x9, #26
	cmp	x10, #0x16			// HVC from AArch64
	b.ne	OTHER
	and	x9, x9, #0xffff
	cmp	x9, #1
	b.eq	get
	cmp	x9, #2
	b.eq	CALL
	b	NUMBERS
return:	eret

	/* x0: function, as the kernel has it; x1: its argument. */
call:	stp	x30, xzr, [sp, #-16]!
	and	x9, x0, #0x7fffffffff
	mov	x0, x1
	blr	x9
	ldp	x30, xzr, [sp], #16
	eret

	/* Ends a call as it should be. */
	.macro	answer
	mrs	x0, vbar_el2
	eret
	.endm

	/* A register of 64 bits gets a constant. */
	.macro	constant, register, a, b, c, d
	movz	\register, #\d
	movk	\register, #\c, lsl #16
	movk	\register, #\b, lsl #32
	movk	\register, #\a, lsl #48
	.endm

	/* x10: 1 where x1 is 0x0123456789abcdef, else 0; no condition says so. */
	.macro	is_rare
	constant x10, 0x0123, 0x4567, 0x89ab, 0xcdef
	eor	x10, x10, x1
	clz	x10, x10
	lsr	x10, x10, #6
	.endm

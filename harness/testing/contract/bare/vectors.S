/* SPDX-License-Identifier: GPL-2.0-only */
/* Three operations that an abi.yaml has only to name. */

	.macro	slot, handler
	.balign	0x80
	b	\handler
	.endm

	.text
	.balign	0x800
	.globl	vectors
vectors:
	.rept	8
	slot	.
	.endr
	slot	call
	.rept	7
	slot	.
	.endr

call:	mrs	x9, esr_el2
	lsr	x10, x9, #26
	cmp	x10, #0x16
	b.ne	return
	and	x9, x9, #0xffff
	cmp	x9, #1
	b.eq	sum
	cmp	x9, #2
	b.eq	load
	cmp	x9, #3
	b.ne	return
	msr	tpidr_el2, x0
	eret
sum:	add	w0, w1, w2
	ubfx	x3, x4, #8, #16
	eret
load:	ldr	x0, [sp]
	add	x1, x5, #16
return:
	eret

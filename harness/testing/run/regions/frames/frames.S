/* SPDX-License-Identifier: GPL-2.0-only */
/* Handlers that get a frame in x0, with a pointer at 0x18, and have a vcpu behind TPIDR_EL2. */

	.macro	slot, label
	.balign	0x80
	b	\label
	.endm

	.text
	.balign	0x800
	.globl	vectors
vectors:
	.rept	8
	slot	stay
	.endr
	slot	call
	.rept	7
	slot	stay
	.endr

stay:
	b	stay

call:
	mrs	x3, esr_el2
	and	x3, x3, #0xffff
	cmp	x3, #1
	b.eq	read
	cmp	x3, #2
	b.eq	answer
	cmp	x3, #3
	b.eq	count
	cmp	x3, #4
	b.eq	follow
	cmp	x3, #5
	b.eq	spoil
	cmp	x3, #6
	b.eq	send
	eret

read:
	ldr	x1, [x0, #8]
	eret

answer:
	mov	x3, #0x55
	str	x3, [x0, #0x10]
	eret

count:
	mrs	x3, tpidr_el2
	ldr	x4, [x3, #8]
	add	x4, x4, #1
	str	x4, [x3, #8]
	eret

follow:
	ldr	x3, [x0, #0x18]
	ldr	x1, [x3, #8]
	eret

spoil:
	mov	x3, #0x66
	str	x3, [x0, #0x8]		// finding: SPOILED
	eret

send:
	ldr	x1, [x2]
	eret

	.data
	.balign	8
	.globl	frame_table
frame_table:
	.quad	0x1111, 0x2222

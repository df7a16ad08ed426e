	.text
	.macro slot label
	.balign	128
	b	\label
	.endm

	.balign	2048
	.globl	vectors
vectors:
	.rept	8
	slot	dead
	.endr
	slot	sync
	.rept	7
	slot	dead
	.endr

	.macro on number, label
	cmp	x0, #\number
	b.eq	\label
	.endm

sync:	on	1, jump
	on	2, stray
	on	3, store
	on	4, undeclared
	on	5, chance
	on	6, stored_back
	on	7, large
	on	8, state
dead:	b	dead

jump:	br	x1
stray:	ret	x3
store:	stp	x4, x5, [x6, #8]
	eret
undeclared:
	cbz	x18, dead
	eret
chance:	mov	x17, #0x16
	eret
stored_back:			// what was there before
	ldr	x7, [x6]
	str	x7, [x6]
	str	xzr, [x6, #8]	// zero, as it is already
	ldr	x7, [x6, #16]
	eret
large:	.rept	7
	eor	x7, x7, x8, lsr #5
	add	x8, x8, x7
	.endr
	eret
state:	mrs	x1, spsr_el2
	orr	x1, x1, #0x80
	msr	spsr_el2, x1
	eret

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

sync:	mrs	x1, tpidr_el2		// zero, as many registers are
	mov	x2, x0
	adr	x3, dead + 4
	cbz	x4, 1f			// the same on both ways
	nop
1:	cbz	x5, 2f
	mov	x6, #1
2:	ldr	x9, [sp, #16]
	add	w10, w0, #1
	orr	x11, x3, #0xffffff8000000000
	eret
dead:	b	dead
	b	dead


/*
 * SET, VERSION, and -1 for every other number. STRAY tests x18, WIDE compares all of x0 with an identifier, and EXTRA is one
 * of six ways to answer 0x84000002 besides.
 */
	.macro	slot, label
	.balign	0x80
	b	\label
	.endm

	.text
	.balign	0x800
table:
	.rept	8
	slot	hang
	.endr
	slot	sync
	.rept	7
	slot	hang
	.endr

sync:	mov	w9, #0x80000000
	cmp	w0, w9
	b.eq	set
	mov	w9, #0x84000000
#ifdef WIDE
	cmp	x0, x9
#else
	cmp	w0, w9
#endif
	b.eq	version
#ifdef STRAY
	cmp	x18, #3
	b.eq	off
#endif
#if EXTRA == 1
	add	w9, w9, #2
	cmp	w0, w9
	b.eq	off
#elif EXTRA == 2
	movz	w9, #2
	movk	w9, #0x8400, lsl #16
	cmp	w9, w0
	b.eq	off
#elif EXTRA == 3
	ldr	w9, =0x84000002
	sub	w9, w9, w0
	cbz	w9, off
#elif EXTRA == 4
	sub	w10, w0, w9
	cmp	w10, #2
	b.eq	off
#elif EXTRA == 5
	eor	w10, w0, w9
	eor	w10, w10, #2
	cbz	w10, off
#elif EXTRA == 6
	subs	w10, w0, w9
	b.lo	1f
	cmp	w10, #2
	b.hi	1f
	adr	x11, 2f
	add	x11, x11, x10, lsl #2
	br	x11
2:	b	version
	b	1f
	b	off
1:
#endif
	mov	x0, #-1
	eret
set:	msr	vbar_el2, x1
	mov	x0, #0
	eret
version:
	mov	w0, #0x10001
	eret
off:	mov	x0, #0
	eret
hang:	b	hang

/* SPDX-License-Identifier: GPL-2.0-only */
/* PSCI_VERSION, and a second id in one of several ways; all others are refused. */

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

call:	mov	w9, #0x84000000
#ifdef UPPER_HALF
	cmp	x0, x9
#else
	cmp	w0, w9
#endif
	b.eq	version
#if defined(COMPARED)
	add	w9, w9, #2
	cmp	w0, w9
	b.eq	off
#elif defined(SUBTRACTED)
	sub	w9, w0, w9
	cmp	w9, #2
	b.eq	off
#elif defined(TABLE)
	b.lo	refuse
	sub	w9, w0, w9
	cmp	w9, #2
	b.hi	refuse
	adr	x10, entries
	add	x10, x10, x9, lsl #2
	br	x10
entries:
	b	version
	b	refuse
	b	off
#endif
refuse:	mov	x0, #-1
	eret
version:
	mov	w0, #0x10001
	eret
off:	mov	x0, #0
	eret

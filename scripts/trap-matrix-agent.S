/*
 * Runs the pairs of the trap matrix on a full-system emulator, from EL2. In memory, as scripts/trap-matrix places it:
 *   0x44000000  settings: SCTLR_EL1, CNTKCTL_EL1, PMUSERENR_EL0, MDSCR_EL1, CPACR_EL1, HCR_EL2, CPTR_EL2, MDCR_EL2, CNTHCTL_EL2
 *   0x48000000  how many pairs, the bytes of the file's name, its text; from 0x48001000 on, the pairs: word, setting << 1 | level
 *   0x50000000  results: ESR of the level that took it, and the level; the level 0 is none
 */
	.equ	settings, 0x44000000
	.equ	header, 0x48000000
	.equ	results, 0x50000000
	.equ	end_of_run, 0xd41fffe2		// hvc #0xffff
	.equ	end_of_el0, 0xd41fffe1		// svc #0xffff

	.text
	.globl	_start
_start:
	mrs	x0, currentel
	cmp	x0, #8
	b.eq	el2
	mov	x0, #0x531			// RW, HCE, NS
	msr	scr_el3, x0
	msr	cptr_el3, xzr
	msr	mdcr_el3, xzr
	adr	x0, vectors3
	msr	vbar_el3, x0
	mov	x0, #0x3c9
	msr	spsr_el3, x0
	adr	x0, el2
	msr	elr_el3, x0
	eret

el2:
	ldr	x0, =0x30c50830
	msr	sctlr_el2, x0
	adr	x0, vectors2
	msr	vbar_el2, x0
	isb
	ldr	x20, =header
	ldr	x22, [x20]
	add	x20, x20, #0x1000
	ldr	x21, =results

next:
	cbz	x22, done
	sub	x22, x22, #1
	ldp	w23, w24, [x20], #8
	and	w25, w24, #1
	lsr	w24, w24, #1
	mov	x0, #72
	ldr	x1, =settings
	madd	x1, x24, x0, x1
	ldp	x2, x3, [x1]
	msr	sctlr_el1, x2
	msr	cntkctl_el1, x3
	ldp	x2, x3, [x1, #16]
	msr	pmuserenr_el0, x2
	msr	mdscr_el1, x3
	ldp	x2, x3, [x1, #32]
	msr	cpacr_el1, x2
	msr	hcr_el2, x3
	ldp	x2, x3, [x1, #48]
	msr	cptr_el2, x2
	msr	mdcr_el2, x3
	ldr	x2, [x1, #64]
	msr	cnthctl_el2, x2
	msr	tcr_el1, xzr
	msr	csselr_el1, xzr
	msr	pmselr_el0, xzr
	adr	x2, vectors1
	msr	vbar_el1, x2
	ldr	w3, =end_of_el0
	ldr	w4, =end_of_run
	cmp	w25, #0
	csel	w3, w3, w4, eq
	mov	x4, #0x3c0
	add	x0, x4, #5
	csel	x4, x4, x0, eq
	adr	x1, slot
	stp	w23, w3, [x1]
	dc	cvau, x1
	dsb	ish
	ic	ivau, x1
	dsb	ish
	isb
	msr	elr_el2, x1
	msr	spsr_el2, x4
	adr	x0, slot
	add	x0, x0, #4
	msr	elr_el1, x0
	mov	x0, #0x3c5
	msr	spsr_el1, x0
	adr	x2, data
	mov	x5, #0
	isb
	eret

done:
	ldr	x20, =header
	ldr	x22, [x20]
	ldr	x1, =0x4f000000			// the arguments of the calls
	add	x2, x20, #16
	mov	x3, #5				// "wb"
	ldr	x4, [x20, #8]
	stp	x2, x3, [x1]
	str	x4, [x1, #16]
	mov	w0, #1				// SYS_OPEN
	hlt	#0xf000
	ldr	x2, =results
	lsl	x3, x22, #3
	stp	x0, x2, [x1]
	str	x3, [x1, #16]
	mov	w0, #5				// SYS_WRITE
	hlt	#0xf000
	mov	x2, #0x26			// ADP_Stopped_ApplicationExit
	movk	x2, #2, lsl #16
	stp	x2, xzr, [x1]
	mov	w0, #0x18			// SYS_EXIT
	hlt	#0xf000
	b	.

taken2:
	mrs	x10, esr_el2
	mov	w11, #2
	ldr	w12, =0x5a00fffe
	cmp	w10, w12
	b.ne	1f
	mrs	x10, esr_el1
	mov	w11, #1
1:	lsr	w12, w10, #16			// its own call at the end: none of the others has this immediate
	and	w13, w10, #0xffff
	mov	w14, #0xffff
	cmp	w13, w14
	b.ne	2f
	mov	w13, #0x5a00
	mov	w14, #0x5600
	cmp	w12, w13
	ccmp	w12, w14, #4, ne
	csel	w11, wzr, w11, eq
2:	stp	w10, w11, [x21], #8
	ldr	x0, =0x80000000
	msr	hcr_el2, x0
	b	next

taken3:
	mrs	x10, esr_el3
	stp	w10, wzr, [x21], #8
	mov	x0, #0x3c9
	msr	spsr_el3, x0
	adr	x0, next
	msr	elr_el3, x0
	eret

broken:
	mov	w10, #0xdead
	mov	w11, #9
	b	2b

	.macro	entries, target
	.rept	4
	.balign	0x80
	b	\target
	.endr
	.endm

	.balign	0x800
vectors2:
	entries	broken
	entries	broken
	entries	taken2
	entries	broken
	.balign	0x800
vectors3:
	entries	broken
	entries	broken
	entries	taken3
	entries	broken
	.balign	0x800
vectors1:
	.rept	16
	.balign	0x80
	hvc	#0xfffe
	.endr
	.balign	0x800
slot:	.word	0, 0
	.balign	64
data:	.quad	0, 0

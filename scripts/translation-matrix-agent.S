/*
 * Runs the trials of the translation matrix on a full-system emulator, from EL3. In memory, as scripts/translation-matrix places it:
 *   0x40200000  two pages that EL1 and EL2 run, each with vectors and, at 0x800, a place for the instruction
 *   0x44000000  how many trials, the bytes of the file's name, its text; from 0x44001000 on, the trials of 64-bit words:
 *               SCTLR_EL1, TCR_EL1, TTBR0_EL1, TTBR1_EL1, MAIR_EL1, SCTLR_EL2, TCR_EL2, TTBR0_EL2, MAIR_EL2, HCR_EL2, VTCR_EL2,
 *               VTTBR_EL2, VBAR_EL1, VBAR_EL2, ELR, SPSR, X0, X1, X2, instruction, where it is placed, the physical address
 *               that is looked at afterwards or 0, how many stores; then address and value of each store
 *   0x58000000  memory that is accessed: each 8 bytes are SVC with the number of the page, and their own address
 *   0x5c000000  results of 64-bit words: level, or 3 where it came to no end; ESR_EL1, FAR_EL1, ESR_EL2, FAR_EL2, HPFAR_EL2, X1, X2, what is looked at, ELR
 */
	.equ	header, 0x44000000
	.equ	results, 0x5c000000
	.equ	targets, 0x58000000
	.equ	distributor, 0x08000000		// of the GIC
	.equ	interface, 0x08010000
	.equ	timer, 29			// its interrupt, of the secure physical timer
	.equ	patience, 62500000		// one second

	.text
	.globl	_start
_start:
	ldr	x0, =0x537			// RW, HCE, FIQ, IRQ, NS
	msr	scr_el3, x0
	msr	cptr_el3, xzr
	msr	mdcr_el3, xzr
	adr	x0, vectors
	msr	vbar_el3, x0
	mov	x0, #0x300000
	msr	cpacr_el1, x0
	mov	x0, #0x33ff
	bic	x0, x0, #0x400
	msr	cptr_el2, x0
	ldr	x0, =distributor
	mov	w1, #1 << timer
	str	w1, [x0, #0x100]
	mov	w1, #1
	str	w1, [x0]
	ldr	x0, =interface
	mov	w2, #0xff
	str	w2, [x0, #4]
	str	w1, [x0]
	isb
	ldr	x20, =header
	ldr	x22, [x20]
	add	x20, x20, #0x1000
	ldr	x21, =results

next:
	cbz	x22, done
	sub	x22, x22, #1
	ldp	x0, x1, [x20]
	msr	sctlr_el1, x0
	msr	tcr_el1, x1
	ldp	x0, x1, [x20, #16]
	msr	ttbr0_el1, x0
	msr	ttbr1_el1, x1
	ldp	x0, x1, [x20, #32]
	msr	mair_el1, x0
	msr	sctlr_el2, x1
	ldp	x0, x1, [x20, #48]
	msr	tcr_el2, x0
	msr	ttbr0_el2, x1
	ldp	x0, x1, [x20, #64]
	msr	mair_el2, x0
	msr	hcr_el2, x1
	ldp	x0, x1, [x20, #80]
	msr	vtcr_el2, x0
	msr	vttbr_el2, x1
	ldp	x0, x1, [x20, #96]
	msr	vbar_el1, x0
	msr	vbar_el2, x1
	ldp	x0, x1, [x20, #112]
	msr	elr_el3, x0
	msr	spsr_el3, x1
	msr	esr_el1, xzr
	msr	far_el1, xzr
	msr	esr_el2, xzr
	msr	far_el2, xzr
	msr	hpfar_el2, xzr
	ldp	x3, x4, [x20, #152]
	cbz	x4, 1f
	str	w3, [x4]
	dc	cvau, x4
	dsb	ish
	ic	ivau, x4
1:	ldp	x26, x27, [x20, #168]
	add	x25, x20, #184
	mov	x20, x25
	mov	x28, x27
2:	cbz	x28, 3f
	sub	x28, x28, #1
	ldp	x3, x4, [x20], #16
	str	x4, [x3]
	b	2b
3:	dsb	sy
	tlbi	alle1
	tlbi	alle2
	ic	iallu
	dsb	sy
	isb
	ldr	x0, =patience
	msr	cntps_tval_el1, x0
	mov	x0, #1
	msr	cntps_ctl_el1, x0
	ldp	x0, x1, [x25, #-56]
	ldr	x2, [x25, #-40]
	mov	x3, #0
	eret

endless:
	mov	x10, #3
	b	1f
taken:
	mrs	x10, esr_el3
	and	x10, x10, #0xff
1:	msr	cntps_ctl_el1, xzr
	isb
	mrs	x11, esr_el1
	stp	x10, x11, [x21]
	mrs	x10, far_el1
	mrs	x11, esr_el2
	stp	x10, x11, [x21, #16]
	mrs	x10, far_el2
	mrs	x11, hpfar_el2
	stp	x10, x11, [x21, #32]
	stp	x1, x2, [x21, #48]
	mov	x10, #0
	cbz	x26, 1f
	ldr	x10, [x26]
1:	mrs	x11, elr_el3
	stp	x10, x11, [x21, #64]
	add	x21, x21, #80

	cbz	x26, 3f				// 192 bytes around get their contents back
	and	x26, x26, #~63
	sub	x26, x26, #64
	mov	x12, #24
	ldr	x13, =targets
2:	sub	x10, x26, x13
	lsr	x10, x10, #12
	lsl	x10, x10, #5
	ldr	w11, =0xd4000001
	orr	x10, x10, x11
	orr	x10, x10, x26, lsl #32
	str	x10, [x26], #8
	subs	x12, x12, #1
	b.ne	2b

3:	cbz	x27, next			// the tables are emptied
	sub	x27, x27, #1
	ldr	x3, [x25], #16
	str	xzr, [x3]
	b	3b

done:
	ldr	x20, =header
	ldr	x22, [x20]
	ldr	x1, =0x43f00000			// the arguments of the calls
	add	x2, x20, #16
	mov	x3, #5				// "wb"
	ldr	x4, [x20, #8]
	stp	x2, x3, [x1]
	str	x4, [x1, #16]
	mov	w0, #1				// SYS_OPEN
	hlt	#0xf000
	ldr	x2, =results
	mov	x3, #80
	mul	x3, x3, x22
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

	.balign	0x800
vectors:
	.rept	8				// its own mistakes: there are none
	.balign	0x80
	b	.
	.endr
	.balign	0x80
	b	taken
	.balign	0x80
	b	endless
	.balign	0x80
	b	endless
	.balign	0x80
	b	.

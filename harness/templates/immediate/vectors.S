/*
 * A first hypervisor: the HVC's immediate says what is wanted.
 *
 * x16 and x17 are the handler's: a caller must not expect them kept.
 */

#define GET_VECTORS	0
#define ADD		1

#define EC_HVC64	0x16			// ESR_EL2.EC: HVC executed in AArch64 state

	.macro	vector, target
	.balign	0x80
	b	\target
	.endm

	.section .hyp.text, "ax"
	.balign	0x800
	.globl	hyp_vectors
hyp_vectors:
	.rept	8				// exceptions of EL2 itself
	vector	panic
	.endr
	vector	lower_sync			// lower-a64/sync
	.rept	7				// interrupts, SErrors, and AArch32 below
	vector	panic
	.endr

lower_sync:
	mrs	x16, esr_el2
	lsr	x17, x16, #26			// EC
	cmp	x17, #EC_HVC64
	b.ne	panic
	and	x16, x16, #0xffff		// the immediate
	cmp	x16, #ADD
	b.lo	get_vectors
	b.eq	add
	mov	x0, #-1				// unknown
	eret

get_vectors:
	mrs	x0, vbar_el2
	eret

add:
	add	x0, x1, x2
	eret

	.globl	panic
panic:
	b	.

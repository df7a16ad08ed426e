/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's hypercalls: the immediate is a tag. A guest in AArch64 state has the
 * number in x16, arguments in x0 to x4 and the result in x0; one in AArch32
 * state the number in r12, and r0 to r4, of which the upper halves are nobody's.
 * A number that is none is -ENOSYS. Immediate 0 is the SMC calling convention's,
 * and with any other the HVC is UNDEFINED for the guest. (Builds for debugging
 * print for 0xff00 and above, and have a hypercall that was preempted made again
 * by moving ELR_EL2 back, which is C's.)
 *
 * Left for others to define, besides guest-table.h's: do_hypercall, a function
 * of C that gets the arguments and, in x5, the number; guest_smccc and
 * guest_undefined, where C answers by the convention or has EL1 take the
 * exception.
 */

#define CALLS_OF_AARCH32
#include "xen.h"
#include "guest-table.h"

	.pushsection	.hyp.text, "ax"

LOCAL_FUNCTION(el1_sync)
	calls_only
	cbz	x0, .Lsmccc
	mov	x1, #XEN_HYPERCALL_TAG
	cmp	x0, x1
	b.ne	.Lundefined

	mrs	x0, spsr_el2
	mov	x1, x16
	tbz	x0, #SPSR_NRW_SHIFT, .Lnumber
	mov	w1, w12
.Lnumber:
	cmp	x1, #XEN_NR_HYPERCALLS
	b.hs	.Lno_hypercall

	/*
	 * Xen keeps all but the result; what its debug builds overwrite, arguments
	 * and number, a guest must not expect back.
	 */
	ldp	x0, x1, [sp]
	str	x30, [sp]
	stp	x2, x3, [sp, #-16]!
	stp	x4, x5, [sp, #-16]!
	stp	x6, x7, [sp, #-16]!
	stp	x8, x9, [sp, #-16]!
	stp	x10, x11, [sp, #-16]!
	stp	x12, x13, [sp, #-16]!
	stp	x14, x15, [sp, #-16]!
	stp	x16, x17, [sp, #-16]!
	str	x18, [sp, #-16]!

	mrs	x5, spsr_el2
	tbnz	x5, #SPSR_NRW_SHIFT, .Laarch32
	mov	x5, x16

.Lcall:
	bl	do_hypercall
	ldr	x18, [sp], #16
	ldp	x16, x17, [sp], #16
	ldp	x14, x15, [sp], #16
	ldp	x12, x13, [sp], #16
	ldp	x10, x11, [sp], #16
	ldp	x8, x9, [sp], #16
	ldp	x6, x7, [sp], #16
	ldp	x4, x5, [sp], #16
	ldp	x2, x3, [sp], #16
	ldp	x30, x1, [sp], #16
	eret

.Laarch32:
	mov	w0, w0
	mov	w1, w1
	mov	w2, w2
	mov	w3, w3
	mov	w4, w4
	mov	w5, w12
	b	.Lcall

.Lno_hypercall:
	ldp	x0, x1, [sp], #16
	mov	x0, #-XEN_ENOSYS
	eret

.Lsmccc:
	ldp	x0, x1, [sp], #16
	b	guest_smccc

.Lundefined:
	ldp	x0, x1, [sp], #16
	b	guest_undefined
END_FUNCTION(el1_sync)

	.popsection

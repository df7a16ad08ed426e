/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_GUEST_TABLE_H
#define HCALL_GUEST_TABLE_H

/*
 * Vectors of a hypervisor while its guest runs, with hypervisor calls and no
 * more: what else comes leaves for a place that says what it was, with every
 * register as the guest had it.
 *
 * The including file brings el1_sync, which finds x0 at SP and x1 above, and
 * begins with calls_only.
 *
 * With CALLS_OF_AARCH32 an HVC in AArch32 state is a call, too.
 *
 * Left for others to define: guest_sync, guest_irq, guest_fiq, guest_serror,
 * and hyp_panic for exceptions of EL2 itself.
 */

#include "esr.h"
#include "vectors.h"

#define ESR_ELx_HVC_IMM_MASK	0xffff		/* ISS of an HVC: bits 15:0 */
#define SPSR_NRW_SHIFT		4		/* the caller is in AArch32 state */

#ifndef HYP_VECTORS
#define HYP_VECTORS		hyp_vectors
#endif

	.pushsection	.hyp.text, "ax"

VECTOR_TABLE(HYP_VECTORS)
	ventry	hyp_panic			// current EL, SP_EL0
	ventry	hyp_panic
	ventry	hyp_panic
	ventry	hyp_panic

	ventry	hyp_panic			// current EL, SP_EL2
	ventry	hyp_panic
	ventry	hyp_panic
	ventry	hyp_panic

	ventry_saved	el1_sync		// lower EL, AArch64
	ventry	guest_irq
	ventry	guest_fiq
	ventry	guest_serror

	ventry_saved	el1_sync		// lower EL, AArch32
	ventry	guest_irq
	ventry	guest_fiq
	ventry	guest_serror
END_VECTOR_TABLE(HYP_VECTORS)

	/*
	 * Goes on behind it with a call: its immediate is in x0, and x1 is free.
	 * ESR_EL2[63:32] is ISS2 on later processors.
	 */
	.macro	calls_only
	mrs	x0, esr_el2
	ubfx	x1, x0, #ESR_ELx_EC_SHIFT, #ESR_ELx_EC_WIDTH
	cmp	x1, #ESR_ELx_EC_HVC64
	b.eq	.Lhvc
#ifdef CALLS_OF_AARCH32
	cmp	x1, #ESR_ELx_EC_HVC32
	b.eq	.Lhvc
#endif
	ldp	x0, x1, [sp], #16
	b	guest_sync

.Lhvc:
	and	x0, x0, #ESR_ELx_HVC_IMM_MASK
	.endm

	.popsection

#endif /* HCALL_GUEST_TABLE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_STUB_TABLE_H
#define HCALL_STUB_TABLE_H

#include "vectors.h"

/*
 * The stub's vector table, the same for all ABIs: the including file brings
 * el1_sync. All that can come while a kernel boots at EL1 is a hypervisor call
 * from AArch64. Anything else has no one to handle it and stops where a
 * debugger finds it, at a label that says what came.
 */

	/* An endless loop whose symbol names the exception. */
	.macro	invalid_vector	label
	.type	\label, %function
\label:
	b	\label
	.size	\label, . - \label
	.endm

/* Up to Linux 5.11 the stub answers nobody but EL1. */
#ifndef STUB_EL2_SYNC
#define STUB_EL2_SYNC	el2_sync_invalid
#endif

	.text

VECTOR_TABLE(__hyp_stub_vectors)
	ventry	el2_sync_invalid		// current EL, SP_EL0
	ventry	el2_irq_invalid
	ventry	el2_fiq_invalid
	ventry	el2_error_invalid

	ventry	STUB_EL2_SYNC			// current EL, SP_EL2
	ventry	el2_irq_invalid
	ventry	el2_fiq_invalid
	ventry	el2_error_invalid

	ventry	el1_sync			// lower EL, AArch64
	ventry	el1_irq_invalid
	ventry	el1_fiq_invalid
	ventry	el1_error_invalid

	ventry	el1_sync_invalid		// lower EL, AArch32
	ventry	el1_irq_invalid
	ventry	el1_fiq_invalid
	ventry	el1_error_invalid
END_VECTOR_TABLE(__hyp_stub_vectors)

	invalid_vector	el2_sync_invalid
	invalid_vector	el2_irq_invalid
	invalid_vector	el2_fiq_invalid
	invalid_vector	el2_error_invalid
	invalid_vector	el1_sync_invalid
	invalid_vector	el1_irq_invalid
	invalid_vector	el1_fiq_invalid
	invalid_vector	el1_error_invalid

#endif /* HCALL_STUB_TABLE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the end of a world switch asks for the SError that the guest may have
 * left behind: an exception of EL2 itself, which it survives at this one
 * instruction. x0: why the guest was left.
 */

#include "linkage.h"

#define PSTATE_A	4		/* DAIFSet, DAIFClr: D 8, A 4, I 2, F 1 */

	.pushsection	.hyp.text, "ax"

FUNCTION(take_abort)
	/* What the exception would overwrite is why the guest was left. */
	mrs	x2, elr_el2
	mrs	x3, esr_el2
	mrs	x4, spsr_el2
	mov	x5, x0
	msr	daifclr, #PSTATE_A

	.globl	abort_guest_exit_start, abort_guest_exit_end
abort_guest_exit_start:
	isb
abort_guest_exit_end:
	msr	daifset, #PSTATE_A

	/* An SError has left its bit in x0. */
	msr	elr_el2, x2
	msr	esr_el2, x3
	msr	spsr_el2, x4
	orr	x0, x0, x5
	ret
END_FUNCTION(take_abort)

	.popsection

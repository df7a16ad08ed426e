/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_PERCPU_H
#define HCALL_PERCPU_H

/*
 * A variable that each CPU has for itself: TPIDR_EL2 is how far this CPU's lies
 * behind the symbol.
 */
	.macro	adr_this_cpu	reg, symbol, scratch
	adrp	\reg, \symbol
	add	\reg, \reg, :lo12:\symbol
	mrs	\scratch, tpidr_el2
	add	\reg, \reg, \scratch
	.endm

#endif /* HCALL_PERCPU_H */

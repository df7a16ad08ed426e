/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse's hypercalls on arm64: the immediate says that it is one, the number
 * is in x0, arguments are in x1 and x2, the result is in x0. A number that is
 * none is -ENOSYS. A cell that makes an HVC with another immediate has done what
 * it may not: its CPU is parked. An HVC in AArch32 state is a trap like others.
 *
 * Left for others to define, besides guest-table.h's: hypercall, a function of
 * C with the number and two arguments, and panic_park.
 */

#include "jailhouse.h"
#include "guest-table.h"

	.pushsection	.hyp.text, "ax"

LOCAL_FUNCTION(el1_sync)
	calls_only
	mov	x1, #JAILHOUSE_HVC_CODE
	cmp	x0, x1
	ldp	x0, x1, [sp], #16
	b.ne	panic_park
	cmp	x0, #JAILHOUSE_HC_NUMBERS
	b.hs	.Lno_hypercall

	stp	x1, x2, [sp, #-16]!
	stp	x3, x4, [sp, #-16]!
	stp	x5, x6, [sp, #-16]!
	stp	x7, x8, [sp, #-16]!
	stp	x9, x10, [sp, #-16]!
	stp	x11, x12, [sp, #-16]!
	stp	x13, x14, [sp, #-16]!
	stp	x15, x16, [sp, #-16]!
	stp	x17, x18, [sp, #-16]!
	str	x30, [sp, #-16]!
	bl	hypercall
	ldr	x30, [sp], #16
	ldp	x17, x18, [sp], #16
	ldp	x15, x16, [sp], #16
	ldp	x13, x14, [sp], #16
	ldp	x11, x12, [sp], #16
	ldp	x9, x10, [sp], #16
	ldp	x7, x8, [sp], #16
	ldp	x5, x6, [sp], #16
	ldp	x3, x4, [sp], #16
	ldp	x1, x2, [sp], #16
	eret

.Lno_hypercall:
	mov	x0, #-JAILHOUSE_ENOSYS
	eret
END_FUNCTION(el1_sync)

	.popsection

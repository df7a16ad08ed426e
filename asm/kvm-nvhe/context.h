/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_CONTEXT_H
#define HCALL_CONTEXT_H

#include "percpu.h"

/*
 * The registers of a world that does not run, x0 to x30 at its beginning. That
 * of the host is in a variable of each CPU, which also names the vcpu that
 * runs. The kernel generates the number from its struct; this is that of 6.1.
 */
#define CONTEXT_X(n)		((n) * 8)
#define HOST_CONTEXT_VCPU	0x718

	.macro	get_host_context	reg, scratch
	adr_this_cpu	\reg, kvm_host_data, \scratch
	.endm

	.macro	get_vcpu	vcpu, scratch
	get_host_context	\scratch, \vcpu
	ldr	\vcpu, [\scratch, #HOST_CONTEXT_VCPU]
	.endm

	/* x4 to x17 of a context, and x18 to x30. x2 and x3 are not among them. */
	.macro	context_x4_to_x17	op, base
	\op	x4, x5, [\base, #CONTEXT_X(4)]
	\op	x6, x7, [\base, #CONTEXT_X(6)]
	\op	x8, x9, [\base, #CONTEXT_X(8)]
	\op	x10, x11, [\base, #CONTEXT_X(10)]
	\op	x12, x13, [\base, #CONTEXT_X(12)]
	\op	x14, x15, [\base, #CONTEXT_X(14)]
	\op	x16, x17, [\base, #CONTEXT_X(16)]
	.endm

#endif /* HCALL_CONTEXT_H */

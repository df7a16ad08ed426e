/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_HOST_CONTEXT_H
#define HCALL_HOST_CONTEXT_H

#include "kvm.h"
#include "percpu.h"

/* The kernel generates this number from its struct. */
#define HOST_CONTEXT_VCPU	0x40

	/*
	 * The host's context, of which each CPU has one, names the vcpu: Linux
	 * 4.17 to 5.9, and stable kernels of 4.9 and 4.14.
	 */
	.macro	get_vcpu	vcpu, scratch
	adr_this_cpu	\scratch, kvm_host_cpu_state, \vcpu
	ldr	\vcpu, [\scratch, #HOST_CONTEXT_VCPU]
	kern_hyp_va	\vcpu
	.endm

#endif /* HCALL_HOST_CONTEXT_H */

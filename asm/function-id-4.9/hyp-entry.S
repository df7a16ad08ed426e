/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM's entry of Linux 4.9 to 4.11, with what its stable kernels got later. */

	/* __guest_enter has pushed the host's context and, above it, the vcpu. */
	.macro	get_vcpu	vcpu, scratch
	ldr	\vcpu, [sp, #16 + 8]
	.endm

/* FP/SIMD registers are lent to the guest when it uses them, by assembly. */
#define KVM_LAZY_FPSIMD

#include "shared-vectors.h"
#include "host-call.h"

	.pushsection	.hyp.text, "ax"

LOCAL_FUNCTION(el1_sync)
	host_calls_only
	host_call
END_FUNCTION(el1_sync)

	.popsection

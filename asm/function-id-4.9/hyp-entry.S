/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's entry of Linux 4.9 to 4.11, with what its stable kernels got later. As
 * released, TPIDR_EL2 has the vcpu, and calls of guests all leave.
 */

#include "host-context.h"

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

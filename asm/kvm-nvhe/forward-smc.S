/* SPDX-License-Identifier: GPL-2.0-only */
/* What handle_trap of a protected hypervisor does with an SMC of the host. */

#include "context.h"
#include "linkage.h"

	.pushsection	.hyp.text, "ax"

/*
 * void __kvm_hyp_host_forward_smc(struct kvm_cpu_context *host_context)
 *
 * Makes the host's SMC for it: x0 to x17 go to the firmware and come back to
 * the context. Firmware keeps x18 by SMCCC, which C gives away.
 */
FUNCTION(__kvm_hyp_host_forward_smc)
	mov	x18, x0
	ldp	x0, x1, [x18, #CONTEXT_X(0)]
	ldp	x2, x3, [x18, #CONTEXT_X(2)]
	context_x4_to_x17	ldp, x18
	smc	#0
	context_x4_to_x17	stp, x18
	stp	x2, x3, [x18, #CONTEXT_X(2)]
	stp	x0, x1, [x18, #CONTEXT_X(0)]
	ret
END_FUNCTION(__kvm_hyp_host_forward_smc)

	.popsection

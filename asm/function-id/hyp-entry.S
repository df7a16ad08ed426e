/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's entry from EL1 with function ids: host and guest arrive in the same
 * slot, and x0 of a host is a stub call or else a function to call. No
 * function is at an address below HVC_STUB_HCALL_NR.
 */

#include "host-context.h"
#include "kvm.h"
#include "virt.h"

#define KVM_WORKAROUND_3

#include "shared-vectors.h"

	.pushsection	.hyp.text, "ax"

LOCAL_FUNCTION(el1_sync)
	host_calls_only
	cmp	x0, #HVC_STUB_HCALL_NR
	b.hs	.Lcall_hyp

	/*
	 * It may turn the MMU off, so it has to run at its physical address,
	 * which a literal keeps and no ADR could give.
	 */
	ldr	x5, =__kvm_handle_stub_hvc
	br	x5

	/*
	 * x0: kernel address of the function, x1..x3: its arguments.
	 * The pair keeps SP on 16 bytes, as the callee may expect.
	 */
.Lcall_hyp:
	stp	lr, xzr, [sp, #-16]!
	kern_hyp_va	x0
	mov	lr, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	blr	lr
	ldr	lr, [sp], #16
	eret
END_FUNCTION(el1_sync)

	.ltorg

	.popsection

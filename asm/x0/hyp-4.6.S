/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM's one way to EL2 in Linux 4.6, where a call costs lr. */

#include "linkage.h"

/* u64 __kvm_call_hyp(void *hypfn, ...): as kvm_call_hyp, its name since 4.5. */
FUNCTION(__kvm_call_hyp)
	str	lr, [sp, #-16]!
	hvc	#0
	ldr	lr, [sp], #16
	ret
END_FUNCTION(__kvm_call_hyp)

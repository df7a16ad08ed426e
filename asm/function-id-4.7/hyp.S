/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM's one way to EL2 with function ids in their first form. */

#include "linkage.h"

/*
 * u64 kvm_call_hyp(void *hypfn, ...)
 *
 * A kernel pointer and up to three arguments. The procedure call standard has
 * put all of it where EL2 wants it; but the call costs lr.
 */
FUNCTION(kvm_call_hyp)
	str	lr, [sp, #-16]!
	hvc	#0
	ldr	lr, [sp], #16
	ret
END_FUNCTION(kvm_call_hyp)

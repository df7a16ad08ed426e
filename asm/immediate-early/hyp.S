/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM's one way to EL2 as the series for the immediate ABI began. */

#include "linkage.h"
#include "virt.h"

/*
 * u64 kvm_call_hyp(void *hypfn, ...)
 *
 * A kernel pointer and up to three arguments. The procedure call standard has
 * put all of it where EL2 wants it.
 */
FUNCTION(kvm_call_hyp)
	hvc	#HVC_KVM_CALL_HYP
	ret
END_FUNCTION(kvm_call_hyp)

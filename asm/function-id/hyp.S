/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM's one way to EL2 with function ids. */

#include "linkage.h"

/*
 * u64 kvm_call_hyp(void *hypfn, ...)
 *
 * A kernel pointer and up to three arguments. The procedure call standard has
 * put all of it where EL2 wants it, the pointer where others have a number.
 */
FUNCTION(kvm_call_hyp)
	hvc	#0
	ret
END_FUNCTION(kvm_call_hyp)

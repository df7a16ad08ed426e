/* SPDX-License-Identifier: GPL-2.0-only */
/* The host's ways to EL2 since Linux 5.12: calls of SMCCC, by number. */

#include "linkage.h"

/*
 * kvm_call_hyp_nvhe: the number in x0, up to three arguments in x1 to x3, and
 * the answers in the same. SMCCC 1.1 has all else kept.
 */
FUNCTION(kvm_call_hyp)
	hvc	#0
	ret
END_FUNCTION(kvm_call_hyp)

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's entry from EL1 with function ids in their first form: host and guest
 * arrive in the same slot.
 */

#define KVM_FAULTS_IN_C

#include "guest-trap.h"
#include "host-call.h"

	.pushsection	.hyp.text, "ax"

LOCAL_FUNCTION(el1_sync)
	save_x0_to_x3

	mrs	x1, esr_el2
	lsr	x2, x1, #ESR_ELx_EC_SHIFT
	cmp	x2, #ESR_ELx_EC_HVC64
	b.ne	el1_trap

	/* A stage 2 table is installed only while a guest runs. */
	mrs	x3, vttbr_el2
	cbnz	x3, el1_trap

	restore_x0_to_x3
	host_call
END_FUNCTION(el1_sync)

	.popsection

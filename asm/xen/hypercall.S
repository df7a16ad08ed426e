/* SPDX-License-Identifier: GPL-2.0-only */
/* Hypercalls of a kernel at EL1. */

#include "linkage.h"
#include "xen.h"

	/* The procedure call standard has the arguments in place already. */
	.macro	hypercall	name, number
FUNCTION(\name)
	mov	x16, #\number
	hvc	#XEN_HYPERCALL_TAG
	ret
END_FUNCTION(\name)
	.endm

	hypercall	HYPERVISOR_xen_version, XEN_VERSION
	hypercall	HYPERVISOR_sched_op, XEN_SCHED_OP

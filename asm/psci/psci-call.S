/* SPDX-License-Identifier: GPL-2.0-only */
/* PSCI of a kernel at EL1, with HVC as the conduit. */

#include "linkage.h"

/* u32 psci_get_version(void) */
FUNCTION(psci_get_version)
	mov	w0, #0x84000000
	hvc	#0
	ret
END_FUNCTION(psci_get_version)

/* int psci_start_cpu(unsigned long cpu, unsigned long entry, unsigned long context) */
FUNCTION(psci_start_cpu)
	mov	x3, x2
	mov	x2, x1
	mov	x1, x0
	mov	w0, #0xc4000000
	movk	w0, #3
	hvc	#0
	ret
END_FUNCTION(psci_start_cpu)

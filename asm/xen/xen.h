/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_XEN_H
#define HCALL_XEN_H

#define XEN_HYPERCALL_TAG	0xea1		/* the immediate of each hypercall */

/* Numbers, in x16, or r12 in AArch32 state. */
#define XEN_MEMORY_OP		12
#define XEN_VERSION		17
#define XEN_SCHED_OP		29
#define XEN_HVM_OP		34
#define XEN_NR_HYPERCALLS	64

#define XEN_ENOSYS		38

#endif /* HCALL_XEN_H */

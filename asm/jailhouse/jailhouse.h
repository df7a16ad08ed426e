/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_JAILHOUSE_H
#define HCALL_JAILHOUSE_H

#define JAILHOUSE_HVC_CODE		0x4a48	/* "JH", the immediate of each hypercall */

/* Numbers, in x0. */
#define JAILHOUSE_HC_DISABLE		0
#define JAILHOUSE_HC_CELL_CREATE	1
#define JAILHOUSE_HC_NUMBERS		9	/* how many there are */

#define JAILHOUSE_ENOSYS		38

#endif /* HCALL_JAILHOUSE_H */

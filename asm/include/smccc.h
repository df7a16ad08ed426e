/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_SMCCC_H
#define HCALL_SMCCC_H

/* Function identifiers in W0, and answers in x0 (Arm DEN 0028). */
#define ARM_SMCCC_ARCH_WORKAROUND_1	0x80008000
#define ARM_SMCCC_ARCH_WORKAROUND_2	0x80007fff
#define ARM_SMCCC_ARCH_WORKAROUND_3	0x80003fff

#define SMCCC_RET_SUCCESS		0
#define SMCCC_RET_NOT_SUPPORTED		-1

#endif /* HCALL_SMCCC_H */

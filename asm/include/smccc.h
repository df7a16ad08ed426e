/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_SMCCC_H
#define HCALL_SMCCC_H

/* Function identifiers in W0, and answers in x0 (Arm DEN 0028). */
#define ARM_SMCCC_ARCH_WORKAROUND_1	0x80008000
#define ARM_SMCCC_ARCH_WORKAROUND_2	0x80007fff
#define ARM_SMCCC_ARCH_WORKAROUND_3	0x80003fff

#define SMCCC_RET_SUCCESS		0
#define SMCCC_RET_NOT_SUPPORTED		-1

/*
 * Bits 31:24 of an identifier: a fast call (31), of 64 bits (30), and whose it
 * is. Below them is the number; bits 23:16 of it are 0.
 */
#define SMCCC_SERVICE_SHIFT		24
#define SMCCC_NUMBER_MASK		0xffffff

#define SMCCC_ARCH			0x80
#define SMCCC_STANDARD			0x84
#define SMCCC_STANDARD_64		0xc4
#define SMCCC_VENDOR_HYP		0x86
#define SMCCC_VENDOR_HYP_64		0xc6

/* Numbers: of the architecture's calls, besides version 0, and of each owner. */
#define SMCCC_ARCH_FEATURES		1
#define SMCCC_CALL_UID			0xff01
#define SMCCC_REVISION			0xff03

#define SMCCC_SVE_HINT			0x10000		/* of 1.3: nothing is live in SVE's registers */

/* Major 31:16, minor 15:0. */
#ifdef SMCCC_1_3
#define SMCCC_VERSION			0x10003
#else
#define SMCCC_VERSION			0x10001
#endif

#endif /* HCALL_SMCCC_H */

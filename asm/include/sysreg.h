/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_SYSREG_H
#define HCALL_SYSREG_H

/*
 * What a kernel turns on in SCTLR_ELx for code of its own, and off before it
 * leaves (Arm ARM, D13.2.119): M 0 the MMU, A 1 alignment checks, C 2 data
 * cache, SA 3 stack pointer checks, I 12 instruction cache.
 */
#define SCTLR_ELx_FLAGS		0x100f

/* SPSR of code at EL2 on SP_EL2, with D, A, I and F masked (C5.2.19). */
#define PSR_EL2H_MASKED		0x3c9

#endif /* HCALL_SYSREG_H */

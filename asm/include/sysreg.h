/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_SYSREG_H
#define HCALL_SYSREG_H

/*
 * What a kernel turns on in SCTLR_ELx for code of its own, and off before it
 * leaves (Arm ARM, D13.2.119): M 0 the MMU, A 1 alignment checks, C 2 data
 * cache, SA 3 stack pointer checks, I 12 instruction cache.
 */
#define SCTLR_ELx_FLAGS		0x100f

/*
 * SCTLR_EL2 as a whole, for KVM of its own world: bits that are RES1 (4, 5, 11,
 * 16, 18, 22, 23, 28, 29) alone, or with M, C, SA, I, WXN 19, and IESB 21 and
 * ITFSB 37 of later processors.
 */
	.macro	mov_sctlr_off	reg
	movz	\reg, #0x0830
	movk	\reg, #0x30c5, lsl #16
	.endm

	.macro	mov_sctlr_on	reg
	movz	\reg, #0x183d
	movk	\reg, #0x30ed, lsl #16	// hcall: equivalent (swap-order): each has its own bits
	movk	\reg, #0x0020, lsl #32
	.endm

/* SPSR of code at EL2 on SP_EL2, with D, A, I and F masked (C5.2.19). */
#define PSR_EL2H_MASKED		0x3c9

#endif /* HCALL_SYSREG_H */

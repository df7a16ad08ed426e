/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_ESR_H
#define HCALL_ESR_H

/* ESR_ELx (Arm ARM, D13.2.37), with the kernel's names from asm/esr.h. */
#define ESR_ELx_EC_SHIFT	26		/* EC: bits 31:26 */
#define ESR_ELx_EC_WIDTH	6
#define ESR_ELx_ISS_MASK	0x01ffffff	/* ISS: bits 24:0 */

#define ESR_ELx_EC_FP_ASIMD	0x07
#define ESR_ELx_EC_HVC32	0x12
#define ESR_ELx_EC_HVC64	0x16
#define ESR_ELx_EC_IABT_LOW	0x20
#define ESR_ELx_EC_DABT_LOW	0x24

/*
 * ISS of an abort. The fault status code is in bits 5:0; its upper four bits
 * are the type of the fault and the lower two the level of the walk.
 */
#define ESR_ELx_FSC_TYPE	0x3c
#define ESR_ELx_FSC_PERM	0x0c
#define ESR_ELx_S1PTW_SHIFT	7

/* PAR_EL1 after an address translation instruction (Arm ARM, D13.2.92). */
#define PAR_EL1_F_SHIFT		0		/* the translation failed */
#define PAR_EL1_PA_SHIFT	12		/* output address 47:12 */
#define PAR_EL1_PA_WIDTH	36

/* HPFAR_EL2.FIPA holds the intermediate physical address from bit 12 up. */
#define HPFAR_EL2_FIPA_SHIFT	4

#endif /* HCALL_ESR_H */

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_VIRT_H
#define HCALL_VIRT_H

/* The stub calls, in x0; each answers x0 = 0 when it has been done. */
#define HVC_SET_VECTORS		0	/* VBAR_EL2 = x1 */
#define HVC_SOFT_RESTART	1	/* go to x1 at EL2 with x2, x3, x4 */
#define HVC_RESET_VECTORS	2	/* back to the stub's vectors */
#define HVC_FINALISE_EL2	3	/* the kernel goes on at EL2, if it can */

/* How many there are: KVM takes an x0 from here on for a call of its own. */
#define HVC_STUB_HCALL_NR	4

/* "Bad call": too wide for one MOV. */
#define HVC_STUB_ERR		0xbadca11

	.macro	mov_stub_err	reg
	movz	\reg, #(HVC_STUB_ERR & 0xffff)
	movk	\reg, #(HVC_STUB_ERR >> 16), lsl #16
	.endm

/* KVM's own calls: fast calls of SMCCC, 64 bits, of a vendor's hypervisor. */
#define KVM_HOST_SMCCC_ID	0xc6000000
#define KVM_HYP_INIT		(KVM_HOST_SMCCC_ID + 0)

#endif /* HCALL_VIRT_H */

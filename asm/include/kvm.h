/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_KVM_H
#define HCALL_KVM_H

/*
 * Size of a kernel virtual address. 39 is arm64's defconfig of the years that
 * these ABIs lived in; override with -DVA_BITS=42.
 */
#ifndef VA_BITS
#define VA_BITS			39
#endif

/* Why the world switch is left: x1 at __guest_exit. */
#define ARM_EXCEPTION_IRQ	0
#define ARM_EXCEPTION_TRAP	1

/*
 * Where the fault's syndrome is kept in the vcpu. The kernel generates these
 * numbers from its struct; the vcpu here has no other member, so any numbers
 * do as long as abi.yaml says the same.
 */
#define VCPU_ESR_EL2		0x100		/* 32 bits */
#define VCPU_FAR_EL2		0x108		/* 64 bits */
#define VCPU_HPFAR_EL2		0x110		/* 64 bits */

/*
 * The address at which EL2 maps a kernel pointer. Up to Linux 4.5 the two
 * address spaces differ in the sign extension alone.
 */
	.macro	kern_hyp_va	reg
	and	\reg, \reg, #((1 << VA_BITS) - 1)
	.endm

#endif /* HCALL_KVM_H */

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

/*
 * The address at which EL2 maps a kernel pointer. Up to Linux 4.5 the two
 * address spaces differ in the sign extension alone; later kernels patch what
 * stands here, to much the same where nothing is in the way.
 */
	.macro	kern_hyp_va	reg
	and	\reg, \reg, #((1 << VA_BITS) - 1)
	.endm

#endif /* HCALL_KVM_H */

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_VIRT_H
#define HCALL_VIRT_H

/*
 * Which Linux 4.x it is, from 7 to 11: the calls stay the same, but not the
 * number of them and of the error.
 */
#ifndef LINUX_4_MINOR
#define LINUX_4_MINOR		8
#endif

/* The stub calls, in x0. */
#define HVC_GET_VECTORS		0	/* x0 = VBAR_EL2 */
#define HVC_SET_VECTORS		1	/* VBAR_EL2 = x1 */
#define HVC_SOFT_RESTART	2	/* 4.8: go to x1 at EL2 with x2, x3, x4 */

/*
 * "There is no hypervisor": the stub's answer to everything else, one more
 * than the reasons why KVM leaves a guest. 4.9 got another of those.
 */
#if LINUX_4_MINOR >= 9
#define ARM_EXCEPTION_HYP_GONE	3
#else
#define ARM_EXCEPTION_HYP_GONE	2
#endif

#endif /* HCALL_VIRT_H */

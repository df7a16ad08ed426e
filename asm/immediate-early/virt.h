/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_VIRT_H
#define HCALL_VIRT_H

/* The calls in their first numbering: the 16 bits that HVC carries. */
#define HVC_GET_VECTORS		1	/* x0 = VBAR_EL2 */
#define HVC_SET_VECTORS		2	/* stub: VBAR_EL2 = x0 */
#define HVC_KVM_CALL_HYP	3	/* KVM: call the function at x0 */

/* The immediate in the ISS of an HVC; the rest of the ISS is zero for it. */
#define HVC_IMMEDIATE_MASK	0xffff

#endif /* HCALL_VIRT_H */

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_VIRT_H
#define HCALL_VIRT_H

/* The calls of the immediate ABI: the 16 bits that HVC carries. */
#define HVC_CALL_HYP		0	/* KVM: call the function at x0 */
#define HVC_GET_VECTORS		1	/* x0 = VBAR_EL2 */
#define HVC_SET_VECTORS		2	/* stub: VBAR_EL2 = x0 */

#endif /* HCALL_VIRT_H */

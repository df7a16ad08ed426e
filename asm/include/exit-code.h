/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_EXIT_CODE_H
#define HCALL_EXIT_CODE_H

/* Why the world switch is left, since Linux 4.9: x0 at __guest_exit. */
#define ARM_EXCEPTION_IRQ		0
#define ARM_EXCEPTION_EL1_SERROR	1
#define ARM_EXCEPTION_TRAP		2
#define ARM_EXCEPTION_IL		3	/* the way into the guest was illegal */
#define ARM_EXIT_WITH_SERROR_BIT	31	/* and an SError came on the way */

#endif /* HCALL_EXIT_CODE_H */

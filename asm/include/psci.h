/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_PSCI_H
#define HCALL_PSCI_H

/*
 * Numbers of PSCI among the calls of the standard services (Arm DEN 0022).
 * Those with an address or an MPIDR have 64 bits as well.
 */
#define PSCI_VERSION			0
#define PSCI_CPU_SUSPEND		1
#define PSCI_CPU_OFF			2
#define PSCI_CPU_ON			3
#define PSCI_AFFINITY_INFO		4
#define PSCI_MIGRATE_INFO_TYPE		6
#define PSCI_SYSTEM_OFF			8
#define PSCI_SYSTEM_RESET		9
#define PSCI_FEATURES			10

#define PSCI_VERSION_1_1		0x10001		/* major 31:16, minor 15:0 */
#define PSCI_TOS_NOT_PRESENT		2		/* no trusted OS to move */

#endif /* HCALL_PSCI_H */

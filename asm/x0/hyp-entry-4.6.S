/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM's entry of Linux 4.6: the callers keep lr, and C reads the fault registers. */

#define KVM_FAULTS_IN_C

#include "hyp-entry.S"

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PSCI 1.1 as a hypervisor answers it for its guest, by version 1.1 of the SMC
 * calling convention.
 *
 * It has what version 1.1 demands, and MIGRATE_INFO_TYPE.
 *
 * Left for others to define, besides guest-table.h's: functions of C that answer
 * what PSCI does, psci_cpu_suspend (power state, entry, context id), psci_cpu_on
 * (CPU, entry, context id) and psci_affinity_info (CPU, lowest level); and
 * psci_cpu_off, psci_system_off and psci_system_reset, which do not come back.
 */

#include "psci.h"
#include "smccc.h"

/* A bit for each number: those with 32 bits and those with 64. */
#define PSCI_CALLS_64	((1 << PSCI_CPU_SUSPEND) | (1 << PSCI_CPU_ON) | \
			 (1 << PSCI_AFFINITY_INFO))
#define PSCI_CALLS	(PSCI_CALLS_64 | \
			 (1 << PSCI_VERSION) | (1 << PSCI_CPU_OFF) | \
			 (1 << PSCI_MIGRATE_INFO_TYPE) | \
			 (1 << PSCI_SYSTEM_OFF) | (1 << PSCI_SYSTEM_RESET) | \
			 (1 << PSCI_FEATURES))

	/* Goes to where a CPU, or the whole machine, ends, if that is asked for. */
	.macro	ends	number, label
	cmp	w0, #\number
	b.ne	.Lnot_\@
	ldp	x0, x1, [sp], #16
	b	\label
.Lnot_\@:
	.endm

	.macro	other_services
	cmp	w1, #SMCCC_STANDARD_64
	b.eq	.Lstandard_64
	cmp	w1, #SMCCC_STANDARD
	b.ne	.Lunknown
	cbz	w0, .Lpsci_version		// PSCI_VERSION
	cmp	w0, #PSCI_CPU_SUSPEND
	b.eq	.Lcpu_suspend
	cmp	w0, #PSCI_CPU_ON
	b.eq	.Lcpu_on
	cmp	w0, #PSCI_AFFINITY_INFO
	b.eq	.Laffinity_info
	cmp	w0, #PSCI_MIGRATE_INFO_TYPE
	b.eq	.Lmigrate_info_type
	cmp	w0, #PSCI_FEATURES
	b.eq	.Lpsci_features
	ends	PSCI_CPU_OFF, psci_cpu_off
	ends	PSCI_SYSTEM_OFF, psci_system_off
	ends	PSCI_SYSTEM_RESET, psci_system_reset
	b	.Lunknown	// hcall: equivalent (delete): what follows refuses these numbers, too

.Lstandard_64:
	aarch64_only	.Lunknown
	cmp	w0, #PSCI_CPU_SUSPEND
	b.eq	.Lcpu_suspend_64
	cmp	w0, #PSCI_CPU_ON
	b.eq	.Lcpu_on_64
	cmp	w0, #PSCI_AFFINITY_INFO
	b.ne	.Lunknown
	call_service	psci_affinity_info

.Lcpu_suspend_64:
	call_service	psci_cpu_suspend

.Lcpu_on_64:
	call_service	psci_cpu_on

.Laffinity_info:
	call_service	psci_affinity_info, w

.Lcpu_suspend:
	call_service	psci_cpu_suspend, w

.Lcpu_on:
	call_service	psci_cpu_on, w

.Lpsci_version:
	ldp	x0, x1, [sp], #16
	mov	w0, #(PSCI_VERSION_1_1 & 0xffff)
	movk	w0, #(PSCI_VERSION_1_1 >> 16), lsl #16
	eret

.Lmigrate_info_type:
	answer	PSCI_TOS_NOT_PRESENT

	/*
	 * Which calls there are, by w1. SMCCC_VERSION is asked for here, too; that
	 * is how a kernel finds out that there is one.
	 */
.Lpsci_features:
	ldr	w0, [sp, #8]
	mov	w1, #(SMCCC_ARCH << SMCCC_SERVICE_SHIFT)
	cmp	w0, w1		// hcall: equivalent (other-operation): 0x80000000 is its own negative
	b.eq	.Lthere
	lsr	w1, w0, #SMCCC_SERVICE_SHIFT
	and	w0, w0, #SMCCC_NUMBER_MASK	// hcall: equivalent (other-shift): bit 24 of PSCI's services is 0
	cmp	w0, #PSCI_FEATURES	// hcall: equivalent (other-immediate): 11 has no bit below
	b.hi	.Lunknown
	cmp	w1, #SMCCC_STANDARD
	b.eq	.Lsmall
	cmp	w1, #SMCCC_STANDARD_64
	b.ne	.Lunknown
	mov	w1, #PSCI_CALLS_64
	b	.Lcalls

.Lsmall:
	mov	w1, #PSCI_CALLS

.Lcalls:
	lsr	w1, w1, w0
	tbz	w1, #0, .Lunknown

.Lthere:
	answer	SMCCC_RET_SUCCESS
	.endm

#include "smccc-entry.h"

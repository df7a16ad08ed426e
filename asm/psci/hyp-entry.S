/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PSCI 1.1 as a hypervisor answers it for its guest, by version 1.1 of the SMC
 * calling convention.
 *
 * Left for others to define, besides guest-table.h's: psci_cpu_on, a function
 * of C (CPU, entry, context id; answers PSCI's), and psci_cpu_off,
 * psci_system_off and psci_system_reset, which do not come back.
 */

#include "psci.h"
#include "smccc.h"

#define PSCI_CALLS	((1 << PSCI_VERSION) | (1 << PSCI_CPU_OFF) | \
			 (1 << PSCI_CPU_ON) | (1 << PSCI_MIGRATE_INFO_TYPE) | \
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
	cmp	w0, #PSCI_CPU_ON
	b.eq	.Lcpu_on
	cmp	w0, #PSCI_MIGRATE_INFO_TYPE
	b.eq	.Lmigrate_info_type
	cmp	w0, #PSCI_FEATURES
	b.eq	.Lpsci_features
	ends	PSCI_CPU_OFF, psci_cpu_off
	ends	PSCI_SYSTEM_OFF, psci_system_off
	ends	PSCI_SYSTEM_RESET, psci_system_reset
	b	.Lunknown	// hcall: equivalent (delete): what follows refuses these numbers, too

.Lstandard_64:
	cmp	w0, #PSCI_CPU_ON
	b.ne	.Lunknown
	aarch64_only	.Lunknown
	call_service	psci_cpu_on

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
	 * Which calls there are, by w1: a bit for each number. SMCCC_VERSION is
	 * asked for here, too; that is how a kernel finds out that there is one.
	 */
.Lpsci_features:
	ldr	w0, [sp, #8]
	mov	w1, #(SMCCC_ARCH << SMCCC_SERVICE_SHIFT)
	cmp	w0, w1		// hcall: equivalent (other-operation): 0x80000000 is its own negative
	b.eq	.Lthere
	mov	w1, #(SMCCC_STANDARD_64 << SMCCC_SERVICE_SHIFT)
	movk	w1, #PSCI_CPU_ON
	cmp	w0, w1
	b.eq	.Lthere
	mov	w1, #(SMCCC_STANDARD << SMCCC_SERVICE_SHIFT)
	sub	w0, w0, w1
	cmp	w0, #PSCI_FEATURES	// hcall: equivalent (other-immediate): 11 has no bit below
	b.hi	.Lunknown
	mov	w1, #PSCI_CALLS
	lsr	w1, w1, w0
	tbz	w1, #0, .Lunknown

.Lthere:
	answer	SMCCC_RET_SUCCESS
	.endm

#include "smccc-entry.h"

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hypervisor that answers its guest by the SMC calling convention: the calls
 * of the architecture, and three of its own as a vendor's hypervisor.
 *
 * Left for others to define, besides guest-table.h's: hyp_service, a function
 * of C with three arguments.
 */

#include "smccc.h"

/* Numbers that are not the convention's own. */
#define HYP_SERVICE		0

/* What they answer. */
#define HYP_REVISION_MAJOR	1
#define HYP_REVISION_MINOR	2
#define HYP_UID_0		0x68ca1100
#define HYP_UID_1		0x4a5e4c11
#define HYP_UID_2		0x9d2b8e6f
#define HYP_UID_3		0x01c3d7a5

	/* A call of 32 bits has its arguments in w1 to w3, whoever makes it. */
	.macro	other_services
	cmp	w1, #SMCCC_VENDOR_HYP
	b.eq	.Lvendor
	cmp	w1, #SMCCC_VENDOR_HYP_64
	b.ne	.Lunknown
	cbnz	w0, .Lunknown			// HYP_SERVICE has 64 bits, too
	aarch64_only	.Lunknown
	call_service	hyp_service

.Lvendor:
	cbz	w0, .Lservice_32
	mov	w1, #SMCCC_CALL_UID
	cmp	w0, w1
	b.eq	.Luid
	mov	w1, #SMCCC_REVISION
	cmp	w0, w1
	b.ne	.Lunknown
	add	sp, sp, #16
	mov	x0, #HYP_REVISION_MAJOR
	mov	x1, #HYP_REVISION_MINOR
	eret

	/* Four words of a UUID: whose numbers these are. */
.Luid:
	add	sp, sp, #16
	movz	w0, #(HYP_UID_0 & 0xffff)
	movk	w0, #(HYP_UID_0 >> 16), lsl #16
	movz	w1, #(HYP_UID_1 & 0xffff)
	movk	w1, #(HYP_UID_1 >> 16), lsl #16
	movz	w2, #(HYP_UID_2 & 0xffff)
	movk	w2, #(HYP_UID_2 >> 16), lsl #16
	movz	w3, #(HYP_UID_3 & 0xffff)
	movk	w3, #(HYP_UID_3 >> 16), lsl #16
	eret

.Lservice_32:
	call_service	hyp_service, w
	.endm

#include "smccc-entry.h"

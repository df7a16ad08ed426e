/* SPDX-License-Identifier: GPL-2.0-only */
/* What the hypervisor answers. Function ids are in w0, as the SMC calling convention has them (Arm DEN 0028). */
#include "frame.h"

#define HYP_VERSION		0x86000000u
#define HYP_ADD			0xc6000001u
#define HYP_COUNT		0x86000002u
#define PSCI_VERSION		0x84000000u

/* ESR_EL2.EC (Arm ARM, D13.2.37) */
#define EXCEPTION_CLASS_SHIFT	26
#define EXCEPTION_CLASS_HVC64	0x16
#define EXCEPTION_CLASS_SMC64	0x17

extern void hyp_panic(void) __attribute__((noreturn));

/* Interrupts that were taken. */
unsigned long hyp_interrupts;

static unsigned long answer(const struct frame *frame)
{
	switch ((unsigned int)frame->x[0]) {
	case HYP_VERSION:
		return 0x10000;
	case HYP_ADD:
		return frame->x[1] + frame->x[2];
	case HYP_COUNT:
		return hyp_interrupts;
	case PSCI_VERSION:
		return 0x10001;
	default:
		return -1ul;
	}
}

void handle_sync(struct frame *frame)
{
	unsigned long syndrome;

	__asm__ volatile("mrs %0, esr_el2" : "=r"(syndrome));
	switch ((syndrome >> EXCEPTION_CLASS_SHIFT) & 0x3f) {
	case EXCEPTION_CLASS_SMC64:
		/* The preferred return of a trapped SMC is the SMC itself (Arm ARM, D1.13.4). */
#ifndef FORGETS_ADVANCE
		frame->elr += 4;
#endif
		frame->x[0] = answer(frame);
		break;
	case EXCEPTION_CLASS_HVC64:
		frame->x[0] = answer(frame);
		break;
	default:
		hyp_panic();
	}
}

void handle_irq(struct frame *frame)
{
	(void)frame;
	hyp_interrupts++;
}

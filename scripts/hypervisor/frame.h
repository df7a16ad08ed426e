/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYPERVISOR_FRAME_H
#define HYPERVISOR_FRAME_H

/* Bytes from the frame's start. x0-x30 come first, 8 bytes each. */
#define FRAME_ELR	0xf8
#define FRAME_SPSR	0x100
#define FRAME_SIZE	0x110	/* SP stays a multiple of 16 (Arm ARM, D1.8.2) */

#ifndef __ASSEMBLER__
struct frame {
	unsigned long x[31];
	unsigned long elr;
	unsigned long spsr;
};

_Static_assert(__builtin_offsetof(struct frame, elr) == FRAME_ELR, "entry.S and C must agree");
_Static_assert(sizeof(struct frame) <= FRAME_SIZE, "the frame holds all registers");
#endif

#endif /* HYPERVISOR_FRAME_H */

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_VECTORS_H
#define HCALL_VECTORS_H

#include "linkage.h"

/*
 * VBAR_EL2[10:0] are RES0, so a vector table stands on 2 KiB (Arm ARM, D1.10.2
 * "Exception vectors").
 */
#define VECTOR_TABLE(name)	\
	.align	11;		\
	FUNCTION(name)

/* Fills the last slot, so that no other code is taken for a part of it. */
#define END_VECTOR_TABLE(name)	\
	.align	7;		\
	END_FUNCTION(name)

	/* One slot: 0x80 bytes, of which a branch takes the first four. */
	.macro	ventry	label
	.align	7
	b	\label			// hcall: equivalent (delete): the next slot may go there, too
	.endm

	/* A slot whose handler finds x0 at SP and x1 above. */
	.macro	ventry_saved	label
	.align	7
	stp	x0, x1, [sp, #-16]!
	b	\label
	.endm

#endif /* HCALL_VECTORS_H */

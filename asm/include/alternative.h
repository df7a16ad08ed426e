/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_ALTERNATIVE_H
#define HCALL_ALTERNATIVE_H

/*
 * Code that the kernel makes anew at boot: an entry of .altinstructions names
 * the instructions and the function that makes them. What stands there runs
 * where nobody has done so.
 */

/* The entry is a callback's, and holds for every CPU. */
#define ALTERNATIVE_CALLBACK	0x8000
#define ALTERNATIVE_ALWAYS	1

	.macro	patched_by	callback
	.pushsection	.altinstructions, "a"
	.word	661f - .
	.word	\callback - .
	.hword	ALTERNATIVE_CALLBACK | ALTERNATIVE_ALWAYS
	.byte	662f - 661f
	.byte	0
	.popsection
661:
	.endm

	.macro	end_patched
662:
	.endm

	/* A NOP, in place of which a CPU with the capability has the instruction. */
	.macro	nop_unless	capability, instruction:vararg
	.pushsection	.altinstructions, "a"
	.word	661f - .
	.word	663f - .
	.hword	\capability
	.byte	662f - 661f
	.byte	664f - 663f
	.popsection
	.pushsection	.altinstr_replacement, "ax"
663:	\instruction
664:
	.popsection
661:	nop
662:
	.endm

#endif /* HCALL_ALTERNATIVE_H */

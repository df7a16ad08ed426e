/* A vector table that is not aligned, and short. */
	.text
	nop
	.globl	table
table:
	b	.

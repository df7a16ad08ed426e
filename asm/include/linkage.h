/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_LINKAGE_H
#define HCALL_LINKAGE_H

/*
 * What a symbol needs so that reports can name it: its type and its size.
 * Code that only the same file reaches takes the LOCAL form and stays out of
 * the way of other files; it is still in the symbol table, unlike a .L label.
 */
#define FUNCTION(name)		\
	.globl	name;		\
	.type	name, %function;	\
	name:

#define LOCAL_FUNCTION(name)	\
	.type	name, %function;	\
	name:

#define END_FUNCTION(name)	\
	.size	name, . - name

#endif /* HCALL_LINKAGE_H */

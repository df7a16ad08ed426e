/* SPDX-License-Identifier: GPL-2.0-only */
/* A whole vector table, under a name that no ABI gives to its own. */

#include "vectors.h"

	.text
VECTOR_TABLE(my_vectors)
	.rept	16
	ventry	el1_sync
	.endr
END_VECTOR_TABLE(my_vectors)

LOCAL_FUNCTION(el1_sync)
	mov	x0, #99
	eret
END_FUNCTION(el1_sync)

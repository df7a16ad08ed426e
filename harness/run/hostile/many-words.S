/* A word at a time, 64 million times over. */
#include "vectors.h"
VECTOR_TABLE(__hyp_stub_vectors)
	.rept 16
	ventry el1_sync
	.endr
END_VECTOR_TABLE(__hyp_stub_vectors)
el1_sync:
	eret
	.rept	0x10000000
	.quad	1
	.endr

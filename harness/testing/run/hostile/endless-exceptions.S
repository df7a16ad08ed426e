/* The handler of an undefined instruction is undefined itself. */
#include "vectors.h"
VECTOR_TABLE(__hyp_stub_vectors)
	.rept 16
	ventry el1_sync
	.endr
END_VECTOR_TABLE(__hyp_stub_vectors)
el1_sync:
	.inst	0

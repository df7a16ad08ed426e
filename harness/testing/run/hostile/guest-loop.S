/* A loop of two instructions: it is cut off by the budget. */
#include "vectors.h"
VECTOR_TABLE(__hyp_stub_vectors)
	.rept 16
	ventry el1_sync
	.endr
END_VECTOR_TABLE(__hyp_stub_vectors)
el1_sync:
	add	x17, x17, #1
	b	el1_sync

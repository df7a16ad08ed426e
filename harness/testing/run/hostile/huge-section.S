/* 4 TiB of zeros. */
#include "vectors.h"
VECTOR_TABLE(__hyp_stub_vectors)
	.rept 16
	ventry el1_sync
	.endr
END_VECTOR_TABLE(__hyp_stub_vectors)
el1_sync:
	eret
	.space	0x40000000000

/* Two calls in each: deep enough for no limit, and without end. */
	.macro	twice depth
	.if \depth
	twice (\depth - 1)
	twice (\depth - 1)
	.endif
	.endm
#include "vectors.h"
VECTOR_TABLE(__hyp_stub_vectors)
	.rept 16
	ventry el1_sync
	.endr
END_VECTOR_TABLE(__hyp_stub_vectors)
el1_sync:
	twice 60
	eret

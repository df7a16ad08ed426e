/* Waits for a pipe named pipe.fifo beside it, into which nobody writes. */
#include "vectors.h"
VECTOR_TABLE(__hyp_stub_vectors)
	.rept 16
	ventry el1_sync
	.endr
END_VECTOR_TABLE(__hyp_stub_vectors)
el1_sync:
	eret
	.incbin "pipe.fifo"

/*
 * Waits for a pipe named pipe.fifo beside it, into which nobody writes. A name in a string would be refused: this one is
 * known only when macros are expanded.
 */
#define QUOTE(name) #name
#include QUOTE(pipe.fifo)
#include "vectors.h"
VECTOR_TABLE(__hyp_stub_vectors)
	.rept 16
	ventry el1_sync
	.endr
END_VECTOR_TABLE(__hyp_stub_vectors)
el1_sync:
	eret

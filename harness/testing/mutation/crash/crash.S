/*
 * One condition away from what ends the engine: libunicorn 2.0.1 dies of this write of a breakpoint control register
 * with a segmentation fault.
 */
#include "vectors.h"

	.text
VECTOR_TABLE(__hyp_stub_vectors)
	.rept	16
	ventry	el1_sync
	.endr
END_VECTOR_TABLE(__hyp_stub_vectors)

LOCAL_FUNCTION(el1_sync)
	mov	x17, #0x1e5
	cbz	xzr, .Lback
	msr	dbgbcr0_el1, x17
.Lback:
	mrs	x0, vbar_el2
	eret
END_FUNCTION(el1_sync)

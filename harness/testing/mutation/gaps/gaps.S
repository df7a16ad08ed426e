/* Code with gaps on purpose: what the tests beside it do not reach, or would not notice. */
#include "vectors.h"

	.text
VECTOR_TABLE(__hyp_stub_vectors)
	.rept	16
	ventry	el1_sync
	.endr
END_VECTOR_TABLE(__hyp_stub_vectors)

LOCAL_FUNCTION(el1_sync)
	mrs	x17, esr_el2
	tbnz	x17, #1, .Lodd
	cbz	x17, .Lodd			// hcall: never: the class of HVC is not 0
	csel	x18, x17, xzr, mi
	eret
.Lodd:
	mov	x18, #1
	mov	x18, #2				// hcall: unreachable: a test does reach it
	b	1f				// hcall: equivalent (delete): it runs into the same
	nop					// hcall: unreachable: the branch passes it
1:	eret				// hcall: equivalent: it is not
END_FUNCTION(el1_sync)

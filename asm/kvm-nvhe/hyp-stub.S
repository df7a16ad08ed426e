/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor stub since Linux 5.12. It answers EL2 itself as well, since a
 * kernel that has come to run there may still ask for a restart; and it has a
 * fourth call, with which the kernel itself moves to EL2.
 */

#define STUB_EL2_SYNC	elx_sync

#include "stub-table.h"
#include "virt.h"

/*
 * x0: the call. HVC_FINALISE_EL2 is for processors with VHE: another one, as
 * that of the tests is, gets the answer of a call that nobody knows.
 */
LOCAL_FUNCTION(el1_sync)
LOCAL_FUNCTION(elx_sync)
	cmp	x0, #HVC_SET_VECTORS	// hcall: equivalent (other-operation): 0 is its own negative
	b.eq	.Lset_vectors
	cmp	x0, #HVC_SOFT_RESTART
	b.eq	.Lsoft_restart
	cmp	x0, #HVC_RESET_VECTORS
	b.eq	.Ldone				// they are installed

.Lerror:
	mov_stub_err	x0
	eret

.Lset_vectors:
	msr	vbar_el2, x1			// ERET is the barrier it needs

.Ldone:
	mov	x0, #0
	eret

	/* No ERET: what is started takes over EL2 itself. */
.Lsoft_restart:
	mov	x0, x2
	mov	x2, x4
	mov	x4, x1
	mov	x1, x3
	br	x4
END_FUNCTION(elx_sync)
END_FUNCTION(el1_sync)

/* void __hyp_set_vectors(phys_addr_t vectors) */
FUNCTION(__hyp_set_vectors)
	mov	x1, x0
	mov	x0, #HVC_SET_VECTORS
	hvc	#0
	ret
END_FUNCTION(__hyp_set_vectors)

/* void __hyp_reset_vectors(void) */
FUNCTION(__hyp_reset_vectors)
	mov	x0, #HVC_RESET_VECTORS
	hvc	#0
	ret
END_FUNCTION(__hyp_reset_vectors)

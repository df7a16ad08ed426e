/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HCALL_HOST_CALL_H
#define HCALL_HOST_CALL_H

#include "kvm.h"
#include "virt.h"

/*
 * What KVM of Linux 4.7 to 4.11 does for a host, whose x0 to x3 are as it left
 * them. Of the stub calls it knows HVC_GET_VECTORS alone; the numbers of the
 * others are taken for functions at these addresses.
 */
	.macro	host_call
	cmp	x0, #HVC_GET_VECTORS	// hcall: equivalent (other-operation): 0 is its own negative
	b.ne	.Lcall_hyp
	mrs	x0, vbar_el2
	eret

	/*
	 * x0: kernel address of the function, x1..x3: its arguments.
	 * The caller keeps lr, so the stack has nothing to do with it.
	 */
.Lcall_hyp:
	kern_hyp_va	x0
	mov	lr, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	blr	lr
	eret
	.endm

#endif /* HCALL_HOST_CALL_H */

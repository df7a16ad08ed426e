/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One branch leads to code of the image for most immediates and to the caller's
 * function for 9 and 10; what it does afterwards depends on the immediate again.
 */
#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	adr	x17, .Linside
	cmp	x18, #9
	csel	x17, x0, x17, eq
	cmp	x18, #10
	csel	x17, x0, x17, eq
	cmp	xzr, xzr
	blr	x17
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	cmp	x18, #10
	mov	x0, #0x21
	mov	x16, #0x22
	csel	x0, x16, x0, eq
	mov	x17, #0x23
	mov	x30, #0x24
	eret

.Linside:
	mov	x0, #5
	ret
END_FUNCTION(el1_sync)

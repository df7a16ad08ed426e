/* SPDX-License-Identifier: GPL-2.0-only */
/* Each call takes another exception at EL2, whose vectors are not made for any. */
#include "stub-table.h"

	.macro	call	number
	cmp	x17, #\number
	b.eq	.Lcall_\number
	.endm

LOCAL_FUNCTION(el1_sync)
	mrs	x17, esr_el2
	and	x17, x17, #0xffff
	.irp	number, 1, 2, 3, 4, 5, 6, 7, 8
	call	\number
	.endr
	eret

.Lcall_1:
	ldr	x17, [x0]
.Lcall_2:
	mov	x17, #0x900
	br	x17
.Lcall_3:
	msr	spsr_el2, x17	// M[1] is set: no such mode
	eret
.Lcall_4:
	adr	x17, el1_sync
	add	x17, x17, #2
	br	x17
.Lcall_5:
	sub	sp, sp, #8
	str	x17, [sp]
.Lcall_6:
	brk	#7
.Lcall_7:
	udf	#0
.Lcall_8:
	hvc	#9
END_FUNCTION(el1_sync)

FUNCTION(aborts_at_el1)
	hvc	#0
	ldr	x0, [x0]
	ret
END_FUNCTION(aborts_at_el1)

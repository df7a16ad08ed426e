/* SPDX-License-Identifier: GPL-2.0-only */
/* Hypercalls of the root cell's kernel. */

#include "jailhouse.h"
#include "linkage.h"

/* int jailhouse_disable(void) */
FUNCTION(jailhouse_disable)
	mov	x0, #JAILHOUSE_HC_DISABLE
	hvc	#JAILHOUSE_HVC_CODE
	ret
END_FUNCTION(jailhouse_disable)

/* int jailhouse_cell_create(unsigned long config) */
FUNCTION(jailhouse_cell_create)
	mov	x1, x0
	mov	x0, #JAILHOUSE_HC_CELL_CREATE
	hvc	#JAILHOUSE_HVC_CODE
	ret
END_FUNCTION(jailhouse_cell_create)

/* SPDX-License-Identifier: GPL-2.0-only */
/* No call ever ends. */

#include "stub-table.h"

LOCAL_FUNCTION(el1_sync)
	add	x17, x17, #1
	b	el1_sync
END_FUNCTION(el1_sync)

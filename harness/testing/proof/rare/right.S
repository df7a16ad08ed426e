/* SPDX-License-Identifier: GPL-2.0-only */
/* All as declared. */
#include "table.h"
get:	answer

/* SPDX-License-Identifier: GPL-2.0-only */
/* The same by version 1.0 of the convention, which does not keep x4 to x17. */

#define SMCCC_1_0
#define HYP_VECTORS	hyp_vectors_1_0
#include "hyp-entry.S"

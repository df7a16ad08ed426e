/* SPDX-License-Identifier: GPL-2.0-only */
/* The same by version 1.3 of the convention, which has a hint about SVE in the identifier. */

#define SMCCC_1_3
#define HYP_VECTORS	hyp_vectors_1_3
#include "hyp-entry.S"

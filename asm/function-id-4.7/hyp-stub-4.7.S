/* SPDX-License-Identifier: GPL-2.0-only */
/* The stub of Linux 4.7, which cannot restart yet. */

#define LINUX_4_MINOR 7

#include "hyp-stub.S"

/* SPDX-License-Identifier: GPL-2.0-only */
/* The stub of Linux 4.9 to 4.11: that of 4.8 with another number for the error. */

#define LINUX_4_MINOR 9

#include "../function-id-4.7/hyp-stub.S"

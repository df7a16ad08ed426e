import { z } from 'zod';

/* Parts of the shapes of plain data. Values of 64 bits are hexadecimal text: they do not fit a number of JSON. */

/** Not negative. */
export const count = z.int().min(0);

/** From 1. */
export const ordinal = z.int().min(1);

export const texts = z.array(z.string());

/** `0x`, lower case, no padding: up to 64 bits. */
export const hexadecimalText = z.string().regex(/^0x[0-9a-f]+$/);

export const microseconds = z.number().min(0).describe('microseconds of wall time');

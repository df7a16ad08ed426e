import { z } from 'zod';

/**
 * A scalar in either form that an editor sees: a text, or an integer. hcall itself reads every scalar as its source
 * text, so that all 64 bits stay exact; what the text may be is checked in a second pass.
 */
export function scalar(description: string): z.ZodString {
  return z.string().meta({ description, type: ['string', 'integer'] });
}

export function text(description: string): z.ZodString {
  return z.string().meta({ description });
}

/** True or false; a second pass reads it. */
export function answer(description: string): z.ZodString {
  return z.string().meta({ description, type: 'boolean' });
}

/** The keys of values that follow each other in memory. */
export const valueKeys = {
  size: scalar(
    'bytes of each value: 1, 2, 4, 8 or 16; if left out, 16 for a vector register alone, else 8',
  ).optional(),
  value: scalar('the value').optional(),
  values: z
    .union([
      scalar('registers that follow each other: x0-x30'),
      z.array(scalar('a value, or registers that follow each other: x0-x30')).min(1),
    ])
    .optional()
    .meta({ description: 'values that follow each other, in place of `value`' }),
};

export const memory = z.array(
  z
    .strictObject({
      address: scalar(
        'an expression: the physical address of the first value, such as vcpu + 0x8 in a region',
      ),
      ...valueKeys,
    })
    .meta({ description: 'little-endian values in memory' }),
);

export type MemoryShape = z.output<typeof memory>[number];

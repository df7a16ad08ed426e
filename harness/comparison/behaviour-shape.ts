import { z } from 'zod';
import { slots } from '../architecture/slot.ts';
import { outcomes } from '../machine/machine.ts';
import { consequences } from '../sweep/behaviour.ts';

/* Parts of the shapes of results: what a call does. */

/** Not negative. */
export const index = z.int().min(0);
export const immediate = z.int().min(0).max(0xffff).describe('an HVC immediate');
export const consequence = z
  .enum(consequences)
  .describe('what it brings to a caller who did not mean it; same: what the caller meant');

export const behaviourText = {
  name: z.string().describe('the effect: `x0 = VBAR_EL2`'),
  clobbers: z.array(z.string()).describe('scratch registers that change besides: `x17 = 0x16`'),
  stores: z.array(z.string()).describe('what is stored and outlives the call'),
  outcome: z.enum([...outcomes, 'undecided']),
  consequence,
};

export const exception = z
  .strictObject({
    class: z.string().describe("the exception class by the manual's name"),
    level: z.int().min(1).max(2).describe('the Exception level that took it'),
    slot: z.enum(slots),
    syndrome: z.exactOptional(z.string().describe('ESR of that level, hexadecimal')),
    faultAddress: z.exactOptional(z.string().describe('FAR of that level, where it is written')),
    by: z.exactOptional(
      z
        .strictObject({
          address: z.string(),
          symbol: z.exactOptional(z.string()),
          instruction: z.string(),
          place: z.exactOptional(z.strictObject({ file: z.string(), line: index, column: index })),
          text: z.exactOptional(z.string().describe('the source line')),
        })
        .describe('the instruction that brought it about'),
    ),
    more: z.exactOptional(z.int().min(1).describe('exceptions after it')),
    text: z.string(),
  })
  .describe('an exception that nobody meant, on the way to the end');

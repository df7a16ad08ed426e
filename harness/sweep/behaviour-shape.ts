import { z } from 'zod';
import { texts } from '../collections/plain-shapes.ts';
import { outcomes } from '../machine/machine.ts';
import { consequences } from './consequence.ts';

export const immediateShape = z.int().min(0).max(0xffff).describe("the HVC's immediate, 16 bits");

export const consequenceShape = z.enum(consequences).meta({
  id: 'Consequence',
  description: 'what it brings to a caller who did not mean it; same: what the caller meant',
});

export const behaviourTextShape = z.strictObject({
  name: z.string().describe('the effect: `x0 = VBAR_EL2`'),
  clobbers: texts.describe('scratch registers that change besides: `x17 = 0x16`'),
  stores: texts.describe(
    'everything that is stored and outlives the call: `8 bytes at TPIDR_EL2 + 0x108 = FAR_EL2`',
  ),
  outcome: z.enum([...outcomes, 'undecided']).describe('how the call ends'),
  consequence: consequenceShape,
});

export const assumptionsShape = texts.describe(
  'what is taken for granted: `x0 & 0x7fffffffff is no address of the image`',
);

export const failuresShape = z
  .array(z.strictObject({ part: z.string(), reason: z.string() }))
  .describe('parts without a result, and why');

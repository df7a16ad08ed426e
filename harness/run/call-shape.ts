import { z } from 'zod';
import { slotShape } from '../architecture/slot-shape.ts';
import { count, hexadecimalText, texts } from '../collections/plain-shapes.ts';
import { locationShape } from '../judge/finding-shape.ts';
import { ranDocument } from './document-shape.ts';
import { exceptionShape } from './event-shape.ts';

export const changedRegisterShape = z
  .strictObject({
    register: z.string(),
    before: hexadecimalText,
    after: hexadecimalText,
    expression: z
      .string()
      .describe(
        "what the new value is, as an expectation writes it: `vbar_el2` where it is that register's value before",
      ),
    value: z
      .string()
      .describe(
        'what the call made it of: `VBAR_EL2`, `x0 & ~0x7ff`, `[TPIDR_EL2 + 0x8]`; with the reason, where that is not known',
      ),
    by: z.exactOptional(
      locationShape.describe(
        'the instruction that made it, or called the function that left it; absent where no instruction did',
      ),
    ),
  })
  .describe('a register that differs after the call');

export const calledShape = z.strictObject({
  outcome: z.string().describe('`returned`, `guest-exit at __guest_exit`'),
  exception: z.exactOptional(exceptionShape.describe('one that nobody meant, on the way there')),
  instructions: count.describe('how many it executed'),
  assumptions: z.exactOptional(
    texts.describe('what is taken for granted of the code; absent where that is nothing'),
  ),
  slot: z.exactOptional(slotShape.describe('the one that the call entered EL2 through, if it did')),
  conditions: texts.describe(
    'what of its inputs made the call go this way: `x0 = 0x2`, in that order',
  ),
  changes: z.array(changedRegisterShape),
  stores: z
    .array(
      z.strictObject({
        address: hexadecimalText,
        place: z.exactOptional(z.string().describe('`frame + 0x10`, where it lies in a region')),
        size: count.describe('bytes'),
        value: hexadecimalText.describe('what is there afterwards'),
        source: z.exactOptional(
          z
            .strictObject({ address: z.string(), value: z.string() })
            .describe('what it was made of; absent for a store that is not followed'),
        ),
      }),
    )
    .describe('memory that was written, dead stack included, in order'),
  events: texts.describe('system instructions that ran at EL2, in order'),
  unpatched: z.exactOptional(
    texts.describe('code that a kernel would have made at boot, and that ran as it was built'),
  ),
  fixture: z.string().describe('a fixture, as YAML, that expects what happened'),
});

export const callShape = z.strictObject({ ...ranDocument('call'), ...calledShape.shape });

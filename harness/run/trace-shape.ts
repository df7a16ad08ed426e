import { z } from 'zod';
import { resumptions } from '../architecture/return-address.ts';
import { slotShape } from '../architecture/slot-shape.ts';
import { count, hexadecimalText, texts } from '../collections/plain-shapes.ts';
import { locationShape } from '../judge/finding-shape.ts';
import { ranDocument } from './document-shape.ts';
import { exceptionShape } from './event-shape.ts';

const place = z.exactOptional(z.string().describe('`frame + 0x10`, where it lies in a region'));
const size = count.describe('bytes');

const source = z
  .string()
  .describe('what the call made it of: `VBAR_EL2`, `x0 & ~0x7ff`, `[TPIDR_EL2 + 0x8]`');

const changeShape = z.strictObject({
  register: z.string(),
  before: hexadecimalText,
  after: hexadecimalText,
  source: z.exactOptional(source),
});

const storeShape = z.strictObject({
  address: hexadecimalText,
  place,
  size,
  before: hexadecimalText,
  after: hexadecimalText,
  source: z.exactOptional(z.strictObject({ address: z.string(), value: source })),
});

const rewrites = z.exactOptional(
  z
    .array(z.strictObject({ register: z.string(), source }))
    .describe('registers that hold what they held, made of something else; absent where none does'),
);

const takenShape = z.strictObject({
  interrupts: z.exactOptional(
    z
      .literal(true)
      .describe(
        'present where the test interrupts the call here: the instruction executes when that is handled',
      ),
  ),
  slot: slotShape,
  vector: hexadecimalText.describe('where it was taken to'),
  syndrome: z.exactOptional(hexadecimalText.describe('ESR_ELx')),
  class: z.exactOptional(
    z.string().describe("the exception class by the manual's name; absent without a syndrome"),
  ),
  faultAddress: z.exactOptional(hexadecimalText.describe('FAR_ELx, where the exception writes it')),
  writes: z
    .array(
      z.strictObject({
        register: z.string(),
        value: hexadecimalText,
        source: z.exactOptional(source),
      }),
    )
    .describe('what taking it wrote: the registers of its target level, and PSTATE'),
});

export const tracedInstructionShape = z
  .strictObject({
    ...locationShape.shape,
    level: z.int().min(0).max(3).describe('the Exception level that it ran at'),
    reads: texts.describe(
      'registers and flags that it depends on; empty for an instruction that hcall has no meaning of',
    ),
    loads: z.array(
      z.strictObject({ address: hexadecimalText, place, size, value: hexadecimalText }),
    ),
    changes: z.array(changeShape),
    rewrites,
    stores: z.array(storeShape),
    exception: z.exactOptional(
      takenShape.describe('the exception that it caused instead, or that came before it'),
    ),
  })
  .meta({ id: 'TracedInstruction', description: 'an instruction that ran' });

export const tracedPassageShape = z
  .strictObject({
    steps: count.describe('how many of the instructions come before it'),
    kind: z
      .enum(['exception', 'function', 'firmware', 'guest', 'return'])
      .describe(
        'an exception that no instruction causes; or code that is not there came back, or a guest left',
      ),
    at: z.string().describe('`handle_trap`: the function, or where the call went on'),
    changes: z.array(
      changeShape.extend({
        anything: z.exactOptional(
          z.literal(true).describe('present where nothing says what it leaves there'),
        ),
      }),
    ),
    rewrites,
    stores: z.array(storeShape),
    exception: z.exactOptional(takenShape),
  })
  .describe('what no instruction of the call did');

export const tracedCallShape = z
  .strictObject({
    start: z
      .array(z.strictObject({ register: z.string(), value: hexadecimalText }))
      .describe('general and stack registers, and PSTATE, before the first instruction'),
    instructions: z.array(tracedInstructionShape),
    passages: z.exactOptional(
      z.array(tracedPassageShape).describe('in order; absent where there is none'),
    ),
    unknown: z.exactOptional(
      z.string().describe('why the sources of values are not known: then none is there'),
    ),
    outcome: z.string().describe('`returned`, `guest-exit at __guest_exit`'),
    returns: z.exactOptional(
      z
        .enum(resumptions)
        .describe('where the caller goes on, if it does at all, by its last exception'),
    ),
    resumption: z.exactOptional(
      z
        .string()
        .describe(
          'what that makes of its instruction, in words; absent where it goes without saying',
        ),
    ),
    exception: z.exactOptional(exceptionShape.describe('one that nobody meant, on the way there')),
  })
  .describe('what one step of a test did, from its first instruction to its end');

export const tracedTestShape = z.strictObject({
  id: z.string().describe('of the test'),
  calls: z.array(tracedCallShape).describe('one for each step of the test'),
});

export const traceShape = z.strictObject({
  ...ranDocument('trace'),
  ...tracedTestShape.shape,
  others: count.describe('how many more tests match'),
});

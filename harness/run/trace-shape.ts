import { z } from 'zod';
import { resumptions } from '../architecture/return-address.ts';
import { slotShape } from '../architecture/slot-shape.ts';
import { count, hexadecimalText, texts } from '../collections/plain-shapes.ts';
import { locationShape } from '../judge/finding-shape.ts';
import { ranDocument } from './document-shape.ts';
import { exceptionShape } from './event-shape.ts';

const place = z.exactOptional(z.string().describe('`frame + 0x10`, where it lies in a region'));
const size = count.describe('bytes');

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
    changes: z.array(
      z.strictObject({ register: z.string(), before: hexadecimalText, after: hexadecimalText }),
    ),
    stores: z.array(
      z.strictObject({
        address: hexadecimalText,
        place,
        size,
        before: hexadecimalText,
        after: hexadecimalText,
      }),
    ),
    exception: z.exactOptional(
      z
        .strictObject({
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
            z
              .string()
              .describe("the exception class by the manual's name; absent without a syndrome"),
          ),
          faultAddress: z.exactOptional(
            hexadecimalText.describe('FAR_ELx, where the exception writes it'),
          ),
        })
        .describe('the exception that it caused instead, or that came before it'),
    ),
  })
  .meta({ id: 'TracedInstruction', description: 'an instruction that ran' });

export const tracedCallShape = z
  .strictObject({
    start: z
      .array(z.strictObject({ register: z.string(), value: hexadecimalText }))
      .describe('general and stack registers, and PSTATE, before the first instruction'),
    instructions: z.array(tracedInstructionShape),
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

import { z } from 'zod';
import { registers } from '../architecture/registers.ts';
import { count, hexadecimalText, ordinal } from '../collections/plain-shapes.ts';
import { placeShape } from '../diagnostics/diagnostic-shape.ts';
import { findingCodes } from './codes.ts';

const register = z
  .enum(registers.map(({ name }) => name))
  .meta({ id: 'Register', description: 'a register, by the name that fixtures give it' });

export const locationShape = z
  .strictObject({
    address: hexadecimalText,
    symbol: z.exactOptional(z.string().describe('`el1_sync+0x10`')),
    instruction: z.string().describe('disassembled'),
    place: z.exactOptional(placeShape),
    text: z.exactOptional(z.string().describe('the source line')),
  })
  .meta({ id: 'Location', description: 'an instruction: where it is and what it says' });

export const subjectShape = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('register'), register }),
    z.strictObject({
      kind: z.literal('memory'),
      address: hexadecimalText,
      size: count.describe('bytes'),
      region: z.exactOptional(z.string()),
      offset: z.exactOptional(
        hexadecimalText.describe(
          'bytes behind the first one of the region, where a pointer names it',
        ),
      ),
    }),
    z.strictObject({ kind: z.enum(['outcome', 'events']) }),
  ])
  .meta({ id: 'Subject', description: 'what a finding is about' });

export const findingPartShape = z
  .strictObject({
    name: z.string().describe('`vcpu + 0x10`, or `x3 at vcpu + 0x18`'),
    register: z.exactOptional(register.describe('the one that the cell is for')),
    address: hexadecimalText.describe('of the cell'),
    size: count.describe('bytes'),
    expected: z.string(),
    found: z.string(),
    by: z.exactOptional(locationShape),
  })
  .meta({
    id: 'FindingPart',
    description: 'one of the registers or cells of memory that a finding is about',
  });

export const interruptionSiteShape = z.strictObject({
  after: z.exactOptional(
    z.string().describe('what EL2 did last; absent where it comes before the first instruction'),
  ),
  before: z.string().describe('the instruction that had to wait'),
});

export const interruptionSitesShape = z
  .strictObject({
    exception: z.string().describe('`IRQ`, `SError`, `Data Abort`'),
    tried: count.describe('places in the call at which it was taken'),
    failed: count.describe('of how many of them the same is wrong'),
    first: z
      .array(interruptionSiteShape)
      .describe('the first of these: symbols, or addresses where there is none'),
  })
  .meta({
    id: 'InterruptionSites',
    description: 'of a call that was interrupted: where that was when it went wrong',
  });

export const findingShape = z
  .strictObject({
    code: z
      .enum(Object.keys(findingCodes) as (keyof typeof findingCodes)[])
      .describe('`hcall explain CODE` says more'),
    subject: subjectShape,
    message: z.string().describe('a sentence for a person'),
    expected: z.exactOptional(
      z.string().describe('a value in hexadecimal, an expression, or words'),
    ),
    found: z.exactOptional(z.string().describe('as of expected')),
    before: z.exactOptional(z.string().describe('what it held before the call')),
    parts: z.exactOptional(
      z
        .array(findingPartShape)
        .describe(
          'what it is about, one by one, where that is more than one thing; then the values are theirs',
        ),
    ),
    step: z.exactOptional(
      ordinal.describe('which step of a sequence; absent for a test of one call'),
    ),
    by: z.exactOptional(locationShape.describe('the instruction that did it')),
    mattersAt: z.exactOptional(
      locationShape.describe(
        'of an input that makes a difference, where it does: the branch that it decides, say; `by` is what read it',
      ),
    ),
    interruption: z.exactOptional(interruptionSitesShape),
  })
  .meta({ id: 'Finding', description: 'one thing wrong with a call' });

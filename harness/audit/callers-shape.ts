import { z } from 'zod';
import { hexadecimalText, texts } from '../collections/plain-shapes.ts';
import { placeShape } from '../diagnostics/diagnostic-shape.ts';
import { lookedDocument } from '../run/document-shape.ts';

const immediate = z.int().min(0).max(0xffff).describe('16 bits');

const meaningShape = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        abi: z.string(),
        kind: z.literal('operations'),
        operations: texts,
        everyOther: z
          .exactOptional(z.literal(true))
          .describe(
            "they have no number of their own: they are meant by every one that is no other's",
          ),
      })
      .describe('more than one operation where the vectors that are installed decide'),
    z
      .strictObject({ abi: z.string(), kind: z.literal('unknown-number'), number: hexadecimalText })
      .describe("the immediate, or the selector register's value, is no operation's number"),
    z
      .strictObject({
        abi: z.string(),
        kind: z.literal('unknown-selector'),
        register: z.string(),
      })
      .describe("the selector register's value is not a constant set just before"),
    z
      .strictObject({ abi: z.string(), kind: z.literal('other-immediate'), immediate })
      .describe('the ABI calls with another immediate, so this is not one of its calls'),
  ])
  .meta({ id: 'Meaning', description: 'what a call means in one ABI' });

const conventionShape = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('identifier'),
      value: hexadecimalText.describe('W0: 32 bits'),
      type: z.enum(['fast', 'yielding']).describe('bit 31'),
      bits: z.union([z.literal(32), z.literal(64)]).describe('bit 30'),
      owner: z.int().min(0).max(0x3f).describe('bits 29:24'),
      service: z.string().describe('who that is'),
      number: z.int().min(0).max(0xffff).describe('bits 15:0'),
      isReserved: z.boolean().describe('bits 23:17 of a fast call are not 0, as they must be'),
    }),
    z.strictObject({ kind: z.literal('unknown') }).describe('W0 is not a constant set just before'),
    z
      .strictObject({ kind: z.literal('other-immediate') })
      .describe('the convention has the immediate 0'),
  ])
  .meta({
    id: 'Convention',
    description: 'what a call is by the SMC calling convention, with HVC or SMC as its conduit',
  });

export const callSiteShape = z
  .strictObject({
    instruction: z.enum(['hvc', 'smc']),
    address: hexadecimalText.describe('physical'),
    symbol: z.string().describe('`kvm_call_hyp+0x4`; the address where no symbol is near'),
    place: z.exactOptional(placeShape),
    immediate,
    constants: z
      .record(z.string(), hexadecimalText)
      .describe('registers that hold a constant here, by name'),
    convention: z
      .exactOptional(conventionShape)
      .describe('of every SMC, and of an HVC whose W0 is the identifier of a fast call'),
    meanings: z
      .array(meaningShape)
      .describe(
        'of an HVC, in each ABI that was given; of an SMC, in those whose number is such an identifier',
      ),
  })
  .meta({ id: 'CallSite', description: 'an HVC or SMC instruction' });

export const callersShape = z.strictObject({
  ...lookedDocument('callers'),
  linux: texts.describe(
    'the releases of Linux in the banners of the code, whose ABIs these are; none where calls are read in all ABIs, or in named ones',
  ),
  sites: z.array(callSiteShape).describe('in the order of the sections'),
});

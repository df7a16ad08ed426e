import { z } from 'zod';
import { slotShape } from '../architecture/slot-shape.ts';
import { count, ordinal } from '../collections/plain-shapes.ts';
import { ranDocument } from '../run/document-shape.ts';

export const shareShape = z
  .strictObject({ covered: count, total: count })
  .meta({ id: 'Share', description: 'how much of something tests reached' });

export const coveredInstructionShape = z.strictObject({
  abi: z.string(),
  at: z.string().describe('`el1_sync+0x10`'),
  count: count.describe('how often it was executed'),
  outcomes: z.exactOptional(
    z
      .strictObject({ held: count, failed: count })
      .describe('of an instruction with a condition: how often it held, and how often not'),
  ),
});

export const coveredLineShape = z.strictObject({
  line: ordinal,
  text: z.string(),
  instructions: z
    .array(coveredInstructionShape)
    .describe(
      'more than one for a macro that is used in several places, or a source that several ABIs share',
    ),
  marker: z.exactOptional(
    z
      .strictObject({
        kind: z.enum(['unreachable', 'never', 'always']),
        reason: z.string(),
        wrong: z.boolean().describe('a test does reach it'),
      })
      .describe('why tests cannot reach it, or one of its outcomes'),
  ),
});

export const coveredFunctionShape = z.strictObject({
  ...shareShape.shape,
  name: z.string(),
  abi: z.string(),
  line: ordinal.describe('of the first instruction'),
  count: count.describe('how often the first instruction was executed'),
});

export const coveredFileShape = z.strictObject({
  file: z.string(),
  instructions: shareShape,
  outcomes: shareShape.describe('both ways of each condition'),
  functions: z.array(coveredFunctionShape),
  lines: z.array(coveredLineShape).describe('ascending'),
});

export const coveredTableShape = z.strictObject({
  abi: z.string(),
  table: z.string(),
  slots: z.array(z.strictObject({ slot: slotShape, count })),
});

/** What tests reached, whatever they ran on. */
export const reachedShape = z.strictObject({
  instructions: shareShape,
  outcomes: shareShape.describe('both ways of each condition'),
  slots: shareShape,
  files: z.array(coveredFileShape),
  tables: z.array(coveredTableShape),
});

export const coverageShape = z.strictObject({
  ...ranDocument('cover'),
  ...reachedShape.shape,
});

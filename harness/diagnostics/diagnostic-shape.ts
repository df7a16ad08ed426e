import { z } from 'zod';
import { count } from '../collections/plain-shapes.ts';
import type { DiagnosticCode } from './codes.ts';
import { diagnosticCodes } from './codes.ts';

/** A position in a source text. Debug information has places without a line or a column: 0. */
export const placeShape = z
  .strictObject({
    file: z.string(),
    line: count.describe('from 1; 0 where it is not known'),
    column: count.describe('from 1, in UTF-16 code units; 0 where it is not known'),
  })
  .meta({ id: 'Place', description: 'a position in a source text' });

export const excerptShape = z
  .strictObject({
    text: z.string(),
    length: count.describe('columns to underline'),
  })
  .meta({ id: 'Excerpt', description: 'the source line that a diagnostic is about' });

export const diagnosticShape = z
  .strictObject({
    code: z
      .enum(Object.keys(diagnosticCodes) as DiagnosticCode[])
      .describe('`hcall explain CODE` says more'),
    severity: z.enum(['error', 'warning', 'note']),
    message: z
      .string()
      .describe("lower case, present tense, values quoted: `expected 'x', found 'y'`"),
    place: z.exactOptional(placeShape),
    excerpt: z.exactOptional(excerptShape),
    trail: z.exactOptional(
      z
        .array(z.strictObject({ what: z.string(), place: placeShape }))
        .describe('how the text came to be here: the include or the macro call, innermost first'),
    ),
    note: z.exactOptional(z.string().describe('the likely fix')),
  })
  .meta({
    id: 'Diagnostic',
    description: 'one thing that is wrong with what the user gave: what, where, and the likely fix',
  });

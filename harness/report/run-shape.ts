import { z } from 'zod';
import { count, microseconds } from '../collections/plain-shapes.ts';
import { diagnosticShape } from '../diagnostics/diagnostic-shape.ts';
import { ranDocument } from '../run/document-shape.ts';
import { countsShape, fallbackShape, shardShape, testResultShape } from '../run/event-shape.ts';

const countsByName = z.record(z.string(), count);

export const engineCheckTotalsShape = z.strictObject({
  calls: count,
  agree: count.describe('calls of which both engines saw the same'),
  deviate: count.describe('calls that are alike but for named deviations'),
  differ: count,
  refused: count.describe('calls that the second engine could not run, or not all of them'),
  deviations: countsByName.describe('calls by the name of each deviation that they showed'),
  refusals: countsByName.describe('calls by the reason'),
});

export const runShape = z.strictObject({
  ...ranDocument('run'),
  rerun: z.exactOptional(z.boolean().describe('limited to tests that failed before')),
  shard: z.exactOptional(shardShape),
  interrupted: z.boolean(),
  us: microseconds,
  counts: countsShape,
  trialsPerTest: z.exactOptional(
    z
      .number()
      .min(0)
      .describe('the mean of `trials` over the tests that have it; absent where none has'),
  ),
  fallbacks: z
    .array(z.strictObject({ test: z.string(), ...fallbackShape.shape }))
    .describe(
      'tests whose data flow did not say which values to try, by their ids; the trials of that are not in the mean',
    ),
  engineCheck: z.exactOptional(
    engineCheckTotalsShape.describe('what a second engine said of the calls, with --check-with'),
  ),
  fileErrors: z
    .array(z.strictObject({ file: z.string(), diagnostics: z.array(diagnosticShape) }))
    .describe('fixture files that could not be loaded'),
  tests: z.array(testResultShape).describe('in the order in which they ended'),
});

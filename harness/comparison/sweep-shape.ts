import { z } from 'zod';
import { schemas } from '../diagnostics/json-document.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import { behaviourText, exception, immediate, index } from './behaviour-shape.ts';

const example = z.strictObject({
  caller: z.string().describe('a caller, or a slot'),
  immediate: z.exactOptional(immediate.describe('absent where nothing calls')),
  values: z
    .array(z.strictObject({ name: z.string(), value: z.string() }))
    .describe('what is not as in any other call: `x0` and its hexadecimal value'),
});

const behaviour = z.strictObject({
  ...behaviourText,
  effect: z.string().describe('the name, without what distinguishes two behaviours of one result'),
  example,
  proved: z.boolean().describe('calls that were really made did the same on each of its ways'),
  exception: z.exactOptional(exception),
  trace: z.exactOptional(z.array(z.string()).describe('what the example executed')),
});

const caller = z.strictObject({
  table: z.string(),
  caller: z.string(),
  slot: z.exactOptional(z.string().describe('only for --slots')),
  complete: z
    .boolean()
    .describe(
      'what calls do is known for all values of their inputs; else a behaviour says why not',
    ),
  classes: z
    .array(
      z.strictObject({
        when: z.string().describe('what the inputs have to be: `x0 < 0x3`; `always`'),
        behaviour: index.describe('an index'),
      }),
    )
    .min(1)
    .describe('calls that do the same; classes exclude each other'),
});

/** The shape of what `sweep --format json` prints and `--baseline` reads. It is exact. */
export const sweepShape = z.strictObject({
  schema: z.literal(schemas.sweep),
  vectors: z.string(),
  abi: z.string(),
  seed: index,
  restrictions: z
    .array(z.string())
    .describe('what the calls were restricted to: `x0 = 0x0-0xff`; empty for all values'),
  assumptions: z.array(z.string()).describe('what is taken for granted'),
  behaviours: z.array(behaviour),
  callers: z.array(caller),
  failures: z
    .array(z.strictObject({ part: z.string(), reason: z.string() }))
    .describe('parts without a result'),
}) satisfies z.ZodType<SweepResult>;

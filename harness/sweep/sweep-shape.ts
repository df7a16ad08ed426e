import { z } from 'zod';
import { count, texts } from '../collections/plain-shapes.ts';
import { ranDocument } from '../run/document-shape.ts';
import { exceptionShape } from '../run/event-shape.ts';
import {
  assumptionsShape,
  behaviourTextShape,
  failuresShape,
  immediateShape,
} from './behaviour-shape.ts';

export const exampleShape = z
  .strictObject({
    caller: z.string().describe('a caller, or a slot'),
    immediate: z.exactOptional(immediateShape.describe('absent where nothing calls')),
    values: z
      .array(z.strictObject({ name: z.string(), value: z.string() }))
      .describe(
        'what is not as in any other call: `x0`, `VTTBR_EL2`, `[SP_EL2 - 0x10]`, with its hexadecimal value',
      ),
  })
  .describe('a call that anybody can make');

export const behaviourShape = z.strictObject({
  ...behaviourTextShape.shape,
  effect: z.string().describe('the name, without what distinguishes two behaviours of one result'),
  example: exampleShape,
  proved: z.boolean().describe('calls that were really made did the same on each of its ways'),
  exception: z.exactOptional(exceptionShape),
  trace: z.exactOptional(texts.describe('what the example executed; only where it was asked for')),
});

export const classShape = z.strictObject({
  when: z
    .string()
    .describe(
      'what the inputs have to be: `immediate = 0x1`, `x0 < 0x3 or x0 = 0x16`; `always` for all that there are',
    ),
  behaviour: count.describe('an index into the behaviours'),
});

export const callerShape = z.strictObject({
  table: z.string(),
  caller: z.string(),
  slot: z.exactOptional(z.string().describe('only for --slots')),
  complete: z
    .boolean()
    .describe(
      'what calls do is known for all values of their inputs; else a behaviour says why not',
    ),
  classes: z
    .array(classShape)
    .min(1)
    .describe('calls that do the same; classes of a caller exclude each other'),
});

export const sweepShape = z.strictObject({
  ...ranDocument('sweep'),
  vectors: z.string().describe('as they were named'),
  abi: z.string(),
  restrictions: texts.describe(
    'what the calls were restricted to: `x0 = 0x0-0xff`; empty for all values of all inputs',
  ),
  assumptions: assumptionsShape,
  behaviours: z
    .array(behaviourShape)
    .describe('in the order in which the classes first name them; no two have the same name'),
  callers: z.array(callerShape),
  failures: failuresShape,
});

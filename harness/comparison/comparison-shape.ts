import { z } from 'zod';
import { tableCallers } from '../abi/origin.ts';
import { count, texts } from '../collections/plain-shapes.ts';
import { ranDocument } from '../run/document-shape.ts';
import { assumptionsShape, consequenceShape, failuresShape } from '../sweep/behaviour-shape.ts';
import { measurementShape } from '../sweep/measurement-shape.ts';
import { exampleShape } from '../sweep/sweep-shape.ts';
import { differenceKinds } from './difference-kind.ts';

export const sideShape = z.enum(['a', 'b']).meta({
  id: 'Side',
  description: 'one of the two that are compared',
});

export const operationSideShape = z
  .strictObject({
    call: z.string().describe('how it is called: `HVC #1`, `HVC #0, x0 = 0x0`'),
    measured: measurementShape,
    declaredClobbers: texts.describe('registers that the contract allows to change'),
  })
  .meta({ id: 'OperationSide', description: 'an operation as one side has it' });

export const comparedOperationShape = z.strictObject({
  name: z.string(),
  table: z.string(),
  a: z.exactOptional(operationSideShape.describe('absent where the side has no such operation')),
  b: z.exactOptional(operationSideShape.describe('absent where the side has no such operation')),
});

export const unconvertedCallShape = z.strictObject({
  from: sideShape.describe('the side that the caller is made for'),
  operation: z.string(),
  table: z.string(),
  on: z.exactOptional(
    z
      .string()
      .describe('the table of the other side; that of `differences`, or of this name, if absent'),
  ),
  caller: z.exactOptional(
    z.enum(tableCallers).describe('whose calls the table is for; a host if absent'),
  ),
  call: z.string(),
  means: z.string().describe('what it is to do'),
  gets: z.string().describe('what it does on the other side'),
  consequence: consequenceShape,
});

export const differentClassShape = z.strictObject({
  kind: z
    .enum(differenceKinds)
    .describe('effect: what the calls are for; lost: only the scratch registers that they lose'),
  when: z.string().describe('what the inputs have to be: `immediate = 0x1`; `always`'),
  first: z.string().describe('what a call does on the first of the tables'),
  second: z.string().describe('and on the second'),
  consequence: consequenceShape.describe('of the second for a caller who means the first'),
  example: exampleShape
    .pick({ immediate: true, values: true })
    .describe('a call that was made on both'),
  traces: z.exactOptional(
    z.array(texts).describe('what it executed on each; only where it was asked for'),
  ),
});

const inputRangeShape = z
  .union([
    z.strictObject({
      input: z.string().describe('`immediate`, `x0[31:0]`'),
      low: z.string().describe('hexadecimal'),
      high: z.string().describe('hexadecimal; the value is one of those of the range'),
    }),
    z.strictObject({ when: z.string().describe('in words, where no range says it') }),
  ])
  .meta({ id: 'InputRange', description: 'what an input has to be' });

export const ribbonShape = z
  .strictObject({
    alike: z
      .array(z.strictObject({ when: z.string(), does: z.string() }))
      .describe('calls that do the same on both'),
    ranges: z
      .array(
        z.strictObject({
          inputs: z
            .array(inputRangeShape)
            .describe('one input after the other; empty for all calls'),
          first: z.exactOptional(
            z.string().describe('what the calls do on the first; absent where it is not known'),
          ),
          second: z.exactOptional(z.string().describe('and on the second')),
          class: z.exactOptional(count.describe('an index into the classes')),
          alike: z.exactOptional(count.describe('an index into what is alike')),
        }),
      )
      .describe('in order'),
  })
  .meta({ id: 'Ribbon', description: 'all calls, in ranges of their inputs' });

export const pairDifferenceShape = z.strictObject({
  classes: z.array(differentClassShape).describe('calls that differ, each class once'),
  notCovered: texts.describe('why it is not known of all values of all inputs; empty where it is'),
  ribbon: z.exactOptional(ribbonShape.describe('absent where there are too many ranges to see')),
});

export const callerDifferenceShape = z.strictObject({
  caller: z.string().describe('a caller, or a slot'),
  ...pairDifferenceShape.shape,
});

export const tableDifferencesShape = z
  .strictObject({
    tables: z.tuple([z.string(), z.string()]),
    callers: z.array(callerDifferenceShape),
  })
  .meta({ id: 'TableDifferences', description: 'two tables, caller by caller' });

export const namespaceAnswerShape = z.strictObject({
  user: z.string(),
  keptApartBy: z.exactOptional(
    z.string().describe('what keeps its calls apart from those of others, if anything does'),
  ),
  call: z.string(),
  side: sideShape,
  table: z.string(),
  host: z.string().describe('from a host: is it answered?'),
  hostConsequence: consequenceShape,
  guest: z.string().describe('from a guest: is it kept apart?'),
  guestConsequence: consequenceShape,
});

const vectors = z.strictObject({
  vectors: z.string().describe('as they were named'),
  abi: z.string(),
});

export const comparisonShape = z.strictObject({
  ...ranDocument('compare'),
  a: vectors,
  b: vectors,
  operations: z.array(comparedOperationShape).describe('each on each of its tables'),
  unconverted: z
    .array(unconvertedCallShape)
    .describe('what a caller of one side gets on the other, if nobody converts it'),
  differences: z.array(tableDifferencesShape).describe('where the sides differ, by table'),
  unmatched: z
    .array(z.strictObject({ side: sideShape, table: z.string() }))
    .describe('tables that one side alone has'),
  disagreements: z
    .strictObject({ a: z.array(tableDifferencesShape), b: z.array(tableDifferencesShape) })
    .describe('where tables of one side differ'),
  namespace: z.array(namespaceAnswerShape).describe("what other users' calls do"),
  assumptions: assumptionsShape,
  failures: failuresShape,
});

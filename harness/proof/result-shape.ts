import { z } from 'zod';
import { clauses } from '../abi/clause.ts';
import { slotShape } from '../architecture/slot-shape.ts';
import { count, texts } from '../collections/plain-shapes.ts';
import { findingShape, locationShape } from '../judge/finding-shape.ts';
import { ranDocument } from '../run/document-shape.ts';
import { assumptionsShape, failuresShape } from '../sweep/behaviour-shape.ts';
import { exampleShape } from '../sweep/sweep-shape.ts';

export const counterexampleShape = z
  .strictObject({
    values: exampleShape.shape.values,
    finding: findingShape.describe('what the judge says of the call'),
    call: z.exactOptional(
      z
        .string()
        .describe('a command that makes the call; absent where `hcall call` has no options for it'),
    ),
    fixture: z.exactOptional(z.string().describe('a fixture of that one test')),
  })
  .describe('a call with which the statement does not hold');

export const statementShape = z.strictObject({
  abi: z.string(),
  table: z.string(),
  way: z.string().describe('an operation, or an exception'),
  caller: z.string(),
  slot: slotShape,
  clause: z.enum(clauses).describe('what of the contract it is about'),
  verdict: z
    .enum(['proved', 'refuted', 'not-covered'])
    .describe('proved: for all values of the free inputs, on the machine that hcall models'),
  paths: count.describe('ways through the vectors that were looked at'),
  assumptions: z.array(count).describe('indexes into the assumptions of the result'),
  counterexample: z.exactOptional(counterexampleShape.describe('of one that is refuted')),
  reason: z.exactOptional(z.string().describe('why it is not covered')),
  at: z.exactOptional(locationShape.describe('the instruction that stands in the way')),
  excused: z.exactOptional(z.string().describe('why abi.yaml lists it under not-proved')),
});

export const provedTableShape = z.strictObject({
  abi: z.string(),
  table: z.string(),
  free: texts.describe('inputs that may be anything: `x0-x30`, `VTTBR_EL2`'),
  fixed: z
    .array(z.strictObject({ register: z.string(), value: z.string() }))
    .describe('registers that are not free'),
});

export const proofShape = z.strictObject({
  ...ranDocument('prove'),
  vectors: z.string().describe('what was named, or the names of all ABIs'),
  tables: z.array(provedTableShape),
  assumptions: assumptionsShape,
  statements: z.array(statementShape),
  failures: failuresShape,
});

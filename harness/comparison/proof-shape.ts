import { z } from 'zod';
import { clauses } from '../abi/clause.ts';
import { slots } from '../architecture/slot.ts';
import { schemas } from '../diagnostics/json-document.ts';
import type { ProofResult } from '../proof/result.ts';
import { findingShape } from '../run/event-schema.ts';
import { index } from './behaviour-shape.ts';
import { failures } from './result-shape.ts';

const counterexample = z
  .strictObject({
    values: z
      .array(z.strictObject({ name: z.string(), value: z.string() }))
      .describe('what is not as in any other call: `x0`, `VTTBR_EL2`, `immediate`'),
    finding: findingShape,
    call: z.exactOptional(z.string().describe('a command that makes the call')),
    fixture: z.exactOptional(z.string().describe('a fixture of that one test')),
  })
  .describe('a call with which the statement does not hold; of one that is refuted');

const statement = z.strictObject({
  abi: z.string(),
  table: z.string(),
  way: z.string().describe('an operation, or an exception'),
  caller: z.string(),
  slot: z.enum(slots),
  clause: z.enum(clauses),
  verdict: z
    .enum(['proved', 'refuted', 'not-covered'])
    .describe('proved: for all values of the free inputs, on the machine that hcall models'),
  paths: index.describe('ways through the vectors that were looked at'),
  assumptions: z.array(index).describe('indexes into the assumptions of the result'),
  counterexample: z.exactOptional(counterexample),
  reason: z.exactOptional(z.string().describe('why it is not covered')),
  at: findingShape.shape.by,
  excused: z.exactOptional(z.string().describe('why abi.yaml lists it under not-proved')),
});

export const proofShape = z.strictObject({
  schema: z.literal(schemas.prove),
  vectors: z.string(),
  seed: index,
  tables: z.array(
    z.strictObject({
      abi: z.string(),
      table: z.string(),
      free: z.array(z.string()).describe('inputs that may be anything: `x0-x30`, `VTTBR_EL2`'),
      fixed: z
        .array(z.strictObject({ register: z.string(), value: z.string() }))
        .describe('registers that are not free'),
    }),
  ),
  assumptions: z.array(z.string()),
  statements: z.array(statement),
  failures,
}) satisfies z.ZodType<ProofResult>;

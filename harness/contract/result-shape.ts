import { z } from 'zod';
import { slotShape } from '../architecture/slot-shape.ts';
import { texts } from '../collections/plain-shapes.ts';
import { findingShape } from '../judge/finding-shape.ts';
import { ranDocument } from '../run/document-shape.ts';
import { assumptionsShape, failuresShape } from '../sweep/behaviour-shape.ts';
import { measurementShape } from '../sweep/measurement-shape.ts';

export const deliveredValueShape = z.strictObject({
  register: z.string(),
  value: z.string().describe('for a person: `x0 & 0x7fffffffff`, `[TPIDR_EL2 + 0x8]`'),
  notation: z.exactOptional(
    z.string().describe('the same as abi.yaml writes it; absent for what it has no notation for'),
  ),
});

export const declarationShape = z.strictObject({
  outcome: z.string(),
  inputs: texts,
  results: z
    .array(z.strictObject({ register: z.string(), value: z.string() }))
    .describe('as abi.yaml writes them'),
  clobbers: texts,
});

export const measuredWayShape = z.strictObject({
  table: z.string(),
  measured: measurementShape,
  outcome: z.string().describe('`returned`, `guest-exit at __guest_exit`'),
  values: z
    .array(deliveredValueShape)
    .describe(
      'what a call that came back left in registers: what it changes, and what it is to deliver',
    ),
  changed: texts.describe('registers that differ where a call ended elsewhere'),
});

export const contractEntryShape = z.strictObject({
  operation: z.string(),
  call: z.string().describe('how it is called: `HVC #1`, `HVC #0, x0 = 0x0`'),
  ...measuredWayShape.shape,
  declared: z.exactOptional(
    declarationShape.describe(
      "what abi.yaml says of the operation on the table; absent where the path is none of the operation's own: its caller is no host",
    ),
  ),
});

export const contractExceptionShape = z.strictObject({
  exception: z.string().describe('`data abort, permission fault`, `IRQ`'),
  slot: slotShape,
  isTakenForCall: z.exactOptional(z.literal(true).describe('nothing asks for its class')),
  ...measuredWayShape.shape,
});

export const contractFindingShape = z.strictObject({
  table: z.string(),
  way: z.string().describe('an operation, or an exception'),
  caller: z.string(),
  slot: z.exactOptional(slotShape.describe('of an exception')),
  ...findingShape.shape,
});

export const contractNoteShape = z.strictObject({
  what: z
    .enum(['input', 'clobber', 'syndrome'])
    .describe(
      'an input that makes no difference, a clobber that no call needs, or a syndrome that nothing reads',
    ),
  table: z.string(),
  operation: z.string().describe('or `any operation`, or the slot of what is taken for a call'),
  register: z.string(),
});

export const contractShape = z.strictObject({
  ...ranDocument('contract'),
  vectors: z.string().describe('as they were named'),
  abi: z.string(),
  entries: z.array(contractEntryShape).describe('operations, each on each of its paths'),
  exceptions: z.array(contractExceptionShape).describe('ways in that are no calls'),
  findings: z
    .array(contractFindingShape)
    .describe('where a table does not do as abi.yaml declares'),
  notes: z
    .array(contractNoteShape)
    .describe('what is declared and was not seen: worth knowing, and not wrong'),
  assumptions: z.exactOptional(assumptionsShape),
  failures: failuresShape,
});

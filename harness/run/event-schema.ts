import { z } from 'zod';
import { registers } from '../architecture/registers.ts';
import { slots } from '../architecture/slot.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { diagnosticCodes } from '../diagnostics/codes.ts';
import type { DefectReport } from '../workers/defect.ts';
import type { Diagnostic, Excerpt } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { findingCodes } from '../judge/codes.ts';
import type {
  Finding,
  FindingCode,
  FindingPart,
  InterruptionSite,
  InterruptionSites,
  Location,
} from '../judge/finding.ts';
import type { EngineCheck, ExceptionReport, Note, RunEvent, TestResult } from './event.ts';
import { verdicts } from './event.ts';

/* The shapes of events, for those that come out of a file. They are exact: an unknown key is damage. */

/** A schema for each key of a type, so that a key that is added there is missing here. */
type Keys<T> = Record<keyof T, z.ZodType>;

const count = z.int().min(0);
const texts = z.array(z.string());

/** Debug information has places without a line or a column: 0. */
const place = z.strictObject({
  file: z.string(),
  line: count,
  column: count,
} satisfies Keys<Place>);

const diagnostic = z.strictObject({
  code: z.enum(Object.keys(diagnosticCodes) as DiagnosticCode[]),
  severity: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  place: z.exactOptional(place),
  excerpt: z.exactOptional(
    z.strictObject({ text: z.string(), length: count } satisfies Keys<Excerpt>),
  ),
  trail: z.exactOptional(z.array(z.strictObject({ what: z.string(), place }))),
  note: z.exactOptional(z.string()),
} satisfies Keys<Diagnostic>);

const register = z.enum(registers.map(({ name }) => name));

const subject = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('register'),
    register,
  }),
  z.strictObject({
    kind: z.literal('memory'),
    address: z.string(),
    size: count,
    region: z.exactOptional(z.string()),
    offset: z.exactOptional(z.string()),
  }),
  z.strictObject({ kind: z.enum(['outcome', 'events']) }),
]);

const location = z.strictObject({
  address: z.string(),
  symbol: z.exactOptional(z.string()),
  instruction: z.string(),
  place: z.exactOptional(place),
  text: z.exactOptional(z.string()),
} satisfies Keys<Location>);

const exception = z.strictObject({
  class: z.string(),
  level: z.int().min(1).max(2),
  slot: z.enum(slots),
  syndrome: z.exactOptional(z.string()),
  faultAddress: z.exactOptional(z.string()),
  by: z.exactOptional(location),
  more: z.exactOptional(z.int().min(1)),
  text: z.string(),
} satisfies Keys<ExceptionReport>);

export const findingShape = z.strictObject({
  code: z.enum(Object.keys(findingCodes) as FindingCode[]),
  subject,
  message: z.string(),
  expected: z.exactOptional(z.string()),
  found: z.exactOptional(z.string()),
  before: z.exactOptional(z.string()),
  parts: z.exactOptional(
    z.array(
      z.strictObject({
        name: z.string(),
        register: z.exactOptional(register),
        address: z.string(),
        size: count,
        expected: z.string(),
        found: z.string(),
        by: z.exactOptional(location),
      } satisfies Keys<FindingPart>),
    ),
  ),
  step: z.exactOptional(z.int().min(1)),
  by: z.exactOptional(location),
  mattersAt: z.exactOptional(location),
  interruption: z.exactOptional(
    z.strictObject({
      exception: z.string(),
      tried: count,
      failed: count,
      first: z.array(
        z.strictObject({
          after: z.exactOptional(z.string()),
          before: z.string(),
        } satisfies Keys<InterruptionSite>),
      ),
    } satisfies Keys<InterruptionSites>),
  ),
} satisfies Keys<Finding>);

const testResult = z.strictObject({
  id: z.string(),
  file: z.string(),
  name: z.string(),
  place,
  tags: texts,
  verdict: z.enum(verdicts),
  findings: z.array(findingShape),
  clobbered: texts,
  notes: z.array(
    z.strictObject({
      code: z.string(),
      message: z.string(),
      place: z.exactOptional(place),
    } satisfies Keys<Note>),
  ),
  reason: z.exactOptional(z.string()),
  diagnostics: z.exactOptional(z.array(diagnostic)),
  outcome: z.exactOptional(z.string()),
  exception: z.exactOptional(exception),
  trials: z.exactOptional(count),
  fallback: z.exactOptional(z.strictObject({ trials: count, reason: z.string() })),
  engineCheck: z.exactOptional(
    z.strictObject({
      compared: count,
      deviations: z.record(z.string(), count),
      refusals: texts,
    } satisfies Keys<EngineCheck>),
  ),
  trace: z.exactOptional(z.string()),
  defect: z.exactOptional(
    z.strictObject({ message: z.string(), text: z.string() } satisfies Keys<DefectReport>),
  ),
  us: z.number().min(0),
} satisfies Keys<TestResult>);

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

export const eventSchema: z.ZodType<RunEvent> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('run-start'),
    seed: z.int().min(0).max(0xffff_ffff),
    total: count,
    rerun: z.exactOptional(z.boolean()),
    gone: z.exactOptional(texts),
    shard: z.exactOptional(
      z.strictObject({
        index: z.int().min(1),
        count: z.int().min(1),
        digest: z.string(),
        order: texts,
      } satisfies Keys<NonNullable<EventOf<'run-start'>['shard']>>),
    ),
  } satisfies Keys<EventOf<'run-start'>>),
  z.strictObject({
    type: z.literal('file-error'),
    file: z.string(),
    diagnostics: z.array(diagnostic),
  } satisfies Keys<EventOf<'file-error'>>),
  z.strictObject({ type: z.literal('test-start'), id: z.string() } satisfies Keys<
    EventOf<'test-start'>
  >),
  z.strictObject({ type: z.literal('test-end'), result: testResult } satisfies Keys<
    EventOf<'test-end'>
  >),
  z.strictObject({
    type: z.literal('run-end'),
    counts: z.record(z.enum(verdicts), count),
    fileErrors: count,
    interrupted: z.boolean(),
    us: z.number().min(0),
  } satisfies Keys<EventOf<'run-end'>>),
]);

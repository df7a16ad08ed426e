import { z } from 'zod';
import { slotShape } from '../architecture/slot-shape.ts';
import {
  count,
  hexadecimalText,
  microseconds,
  ordinal,
  texts,
} from '../collections/plain-shapes.ts';
import { diagnosticShape, placeShape } from '../diagnostics/diagnostic-shape.ts';
import { findingShape, locationShape } from '../judge/finding-shape.ts';
import { defectShape } from '../workers/defect-shape.ts';
import { enginesShape } from '../machine/engine-shape.ts';
import { hcallVersion, processorsShape, seedShape } from './document-shape.ts';
import type { Verdict } from './verdict.ts';
import { verdicts } from './verdict.ts';

/* The shapes of events. They are exact: in a file, an unknown key is damage. */

export const exceptionShape = z
  .strictObject({
    class: z.string().describe("the exception class by the manual's name: `Data Abort`"),
    level: z.int().min(1).max(2).describe('the Exception level that took it'),
    slot: slotShape,
    syndrome: z.exactOptional(hexadecimalText.describe('ESR_ELx of that level')),
    faultAddress: z.exactOptional(
      hexadecimalText.describe('FAR_ELx, where the exception writes it'),
    ),
    by: z.exactOptional(locationShape.describe('the instruction that brought it about')),
    more: z.exactOptional(ordinal.describe('exceptions after it; absent for none')),
    text: z.string().describe("all of this but the instruction's source, for a person"),
  })
  .meta({
    id: 'ExceptionReport',
    description: 'an exception that nobody meant, on the way to where a call ended',
  });

export const noteShape = z
  .strictObject({
    code: z.string().describe('`hcall explain CODE` says more'),
    message: z.string(),
    place: z.exactOptional(placeShape),
  })
  .meta({ id: 'Note', description: 'what the run notes of a call besides its verdict' });

export const fallbackShape = z
  .strictObject({ trials: count.describe('calls'), reason: z.string() })
  .describe('trials with values that were not computed, and why');

export const engineCheckShape = z
  .strictObject({
    compared: count.describe(
      'how many stretches of the call both ran: it has more than one where stand-ins act on its way',
    ),
    deviations: z
      .record(z.string(), count)
      .describe('in how many of them each named deviation showed'),
    refusals: texts.describe('why the second engine could not run the others'),
  })
  .describe("what a second engine said of a test's first call; a difference is a finding");

export const testResultShape = z
  .strictObject({
    id: z.string().describe('`file > name [row]`'),
    file: z.string(),
    name: z.string(),
    place: placeShape,
    tags: texts,
    verdict: z.enum(verdicts),
    findings: z.array(findingShape),
    clobbered: texts.describe('registers that really differed after the call, results aside'),
    notes: z.array(noteShape),
    reason: z.exactOptional(
      z.string().describe('why it was skipped, is expected to fail, crashed or could not run'),
    ),
    diagnostics: z.exactOptional(z.array(diagnosticShape)),
    outcome: z.exactOptional(
      z.string().describe('how it ended, for a person: `returned`, `guest-exit at __guest_exit`'),
    ),
    exception: z.exactOptional(
      exceptionShape.describe('one that nobody meant, on the way of the last call'),
    ),
    trials: z.exactOptional(
      count.describe(
        'how many calls the judge asked for, those that were stepped included; absent where the test did not come so far. The calls that lead from one step of the test to the next are no trials',
      ),
    ),
    fallback: z.exactOptional(
      fallbackShape.describe(
        'where the data flow of a call did not say which values to try with undeclared inputs, so that many were',
      ),
    ),
    engineCheck: z.exactOptional(engineCheckShape),
    trace: z.exactOptional(z.string().describe('the command that traces this test')),
    defect: z.exactOptional(
      defectShape.describe(
        "a defect of hcall itself that this test brought about: it makes the run's exit code 70",
      ),
    ),
    us: microseconds,
  })
  .meta({ id: 'TestResult', description: 'a test and how it ended' });

export const shardShape = z
  .strictObject({
    index: ordinal,
    count: ordinal,
    digest: z.string().describe('the parts of one whole have the same'),
    order: texts.describe('the ids of the whole, in the order of a run that is not divided'),
  })
  .describe('the run is one of several that share the tests');

export const countsShape = z
  .strictObject(
    Object.fromEntries(verdicts.map((verdict) => [verdict, count])) as Record<
      Verdict,
      typeof count
    >,
  )
  .describe('tests by verdict');

const runStart = z.strictObject({
  type: z.literal('run-start'),
  hcall: z.exactOptional(hcallVersion),
  cpu: z.exactOptional(processorsShape),
  seed: seedShape,
  total: count.describe('tests'),
  rerun: z.exactOptional(
    z
      .boolean()
      .describe(
        'limited to tests that failed before: it may be empty, unless some of them are gone',
      ),
  ),
  gone: z.exactOptional(texts.describe('ids of tests that failed before and are no longer there')),
  shard: z.exactOptional(shardShape),
});

/** A fixture file that could not be loaded; its tests do not run. */
const fileError = z.strictObject({
  type: z.literal('file-error'),
  file: z.string(),
  diagnostics: z.array(diagnosticShape),
});

const runEnd = z.strictObject({
  type: z.literal('run-end'),
  engines: z.exactOptional(enginesShape.describe('absent where none was loaded')),
  counts: countsShape,
  fileErrors: count.describe('fixture files that could not be loaded'),
  interrupted: z.boolean(),
  us: microseconds,
});

export const eventShape = z.discriminatedUnion('type', [
  runStart,
  fileError,
  z.strictObject({ type: z.literal('test-start'), id: z.string() }),
  z.strictObject({ type: z.literal('test-end'), result: testResultShape }),
  runEnd,
]);

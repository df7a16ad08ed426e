import { relative } from 'node:path';
import { Document } from 'yaml';
import type { RegisterName } from '../architecture/registers.ts';
import type { Origin } from '../calls/caller.ts';
import type { Test } from '../fixture/test.ts';
import { eventsOf } from '../judge/events.ts';
import { hexadecimal } from '../judge/finding.ts';
import { changedRegisters, referenceOf } from '../calls/compared.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { shownPlace } from '../calls/placed-region.ts';
import { slotOf } from '../calls/call-record.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import type { ExceptionReport } from './event.ts';
import { exceptionReport } from './exception-report.ts';
import type { SteppedCall } from './execute.ts';
import { trialsOf } from './execute.ts';
import type { ExpectedMemory } from './expected.ts';
import { expectedMemory, expressionOf } from './expected.ts';
import { Locator } from './locate.ts';
import type { Session } from './session.ts';
import type { Tools } from './tools.ts';

/** One call, as its fixture describes it. Plain data. */
export interface CallDescription {
  readonly origin: Origin;
  /** 16 bits. */
  readonly immediate: number;
  /** Register values before the call. */
  readonly given: ReadonlyMap<RegisterName, bigint>;
  /** Symbols that the vectors refer to and nobody defines: arriving there ends the call. */
  readonly stubs: readonly string[];
  /** What the fixture's paths are relative to. */
  readonly cwd: string;
}

/** A register that differs after the call. Hexadecimal text. */
export interface ChangedRegister {
  readonly register: string;
  readonly before: string;
  readonly after: string;
  /** What the new value is, as an expectation writes it: `vbar_el2` where it is that register's value before. */
  readonly expression: string;
}

export interface CallResult {
  /** `returned`, `guest-exit at __guest_exit` */
  readonly outcome: string;
  /** An exception that nobody meant, on the way there. */
  readonly exception?: ExceptionReport;
  readonly instructions: number;
  /** The slot that the call entered EL2 through, if it did. */
  readonly slot?: string;
  readonly changes: readonly ChangedRegister[];
  /** Memory that was written, dead stack included, in order. */
  readonly stores: readonly {
    readonly address: string;
    /** `frame + 0x10`, where it lies in a region. */
    readonly place?: string;
    readonly size: number;
    readonly value: string;
  }[];
  /** System instructions that ran at EL2, in order. */
  readonly events: readonly string[];
  /** A fixture that expects what happened. */
  readonly fixture: string;
}

/**
 * Makes the call of a test and describes what happened. Throws an HcallError for vectors that cannot be assembled or
 * loaded.
 */
export function makeCall(
  { builder, execute }: Tools,
  test: Test,
  description: CallDescription,
): CallResult {
  const session = builder.session(test);
  const [call] = trialsOf(session, test, execute);
  const locator = new Locator(session, execute.disassembler);
  return describeCall(call as SteppedCall, { session, locator }, test, description);
}

function describeCall(
  { call: { regions }, record: trial }: SteppedCall,
  { session, locator }: { readonly session: Session; readonly locator: Locator },
  test: Test,
  description: CallDescription,
): CallResult {
  const changes = changedRegisters(trial).map((register): ChangedRegister => {
    const after = trial.after.get(register);
    return {
      register,
      before: hexadecimal(referenceOf(trial).get(register)),
      after: hexadecimal(after),
      expression: expressionOf(after, trial, register),
    };
  });
  const slot = slotOf(trial);
  return {
    outcome: session.describeEnd(trial),
    ...exceptionReport(secondExceptionOf(trial), locator),
    instructions: trial.instructions ?? 0,
    ...(slot === undefined ? {} : { slot }),
    changes,
    stores: trial.writes.map(({ address, size, after }) => ({
      address: hexadecimal(address),
      ...shownPlace(regions, address),
      size,
      value: hexadecimal(after),
    })),
    events: eventTexts(trial),
    fixture: fixtureText(trial, expectedMemory(trial, regions), changes, test, description),
  };
}

function eventTexts(trial: CallRecord): string[] {
  return eventsOf(trial).map(({ instruction, operand }) =>
    operand === undefined ? instruction : `${instruction} ${operand}`,
  );
}

function fixtureText(
  trial: CallRecord,
  memory: readonly ExpectedMemory[],
  changes: readonly ChangedRegister[],
  { abi, vectors, name }: Test,
  { origin, immediate, given, cwd, stubs }: CallDescription,
): string {
  const { contract, files, table, load, alternatives } = vectors;
  const isPlain =
    files === contract.files &&
    table === contract.table &&
    load?.address === contract.load?.address &&
    alternatives === undefined;
  const expectations = changes.map(({ register, expression }) => [register, expression]);
  const document = new Document({
    abi: abi.name,
    vectors: isPlain
      ? contract.name
      : {
          contract: contract.name,
          files: files.map((file) => relative(cwd, file)),
          table,
          ...(load === undefined ? {} : { load: hexadecimal(load.address) }),
          ...(alternatives === undefined ? {} : { alternatives }),
        },
    ...(stubs.length === 0
      ? {}
      : { stubs: Object.fromEntries(stubs.map((symbol) => [symbol, 'stop'])) }),
    tests: [
      {
        name,
        origin,
        hvc: immediate,
        ...(given.size === 0
          ? {}
          : {
              given: Object.fromEntries(
                [...given].map(([register, value]) => [register, hexadecimal(value)]),
              ),
            }),
        expect: {
          ...(trial.outcome === 'returned' ? {} : { outcome: trial.outcome }),
          ...Object.fromEntries(expectations),
          ...(memory.length === 0 ? {} : { memory }),
          events: eventTexts(trial),
        },
      },
    ],
  });
  return document.toString();
}

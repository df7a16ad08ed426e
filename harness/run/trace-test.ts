import { decode } from '../architecture/a64/decode.ts';
import { writtenByEntry } from '../architecture/exception-registers.ts';
import { registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { resumptionText, returnOf } from '../calls/resumption.ts';
import { exceptionClassName } from '../architecture/exception-class-name.ts';
import type { Plain } from '../collections/plain.ts';
import type { tracedCallShape, tracedInstructionShape, tracedTestShape } from './trace-shape.ts';
import type { Test } from '../fixture/test.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Step } from '../machine/machine.ts';
import type { ExecuteSetting } from './execute.ts';
import { trialsOf } from './execute.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import { exceptionReport } from './exception-report.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { shownPlace } from '../calls/placed-region.ts';
import { Locator } from './locate.ts';
import type { Session } from './session.ts';

/** One instruction that ran. Values are hexadecimal text. */
export type TracedInstruction = Plain<typeof tracedInstructionShape>;

/** What one step of a test did, from its first instruction to its end. */
export type TracedCall = Plain<typeof tracedCallShape>;

/** What a test executes. */
export type TracedTest = Plain<typeof tracedTestShape>;

/** Traces a test in its session. */
export function traceTest(session: Session, test: Test, execute: ExecuteSetting): TracedTest {
  const locator = new Locator(session, execute.disassembler);
  const calls = trialsOf(session, test, execute).map(({ call, record: trial }) => ({
    start: startOf(trial),
    instructions: (trial.steps ?? []).map((step) => traced(step, locator, call.regions)),
    outcome: session.describeEnd(trial),
    ...resumptionIn(trial),
    ...exceptionReport(secondExceptionOf(trial), locator),
  }));
  return { id: test.id, calls };
}

function startOf({ before }: CallRecord): TracedCall['start'] {
  return registers
    .filter(({ name, kind }) => kind === 'general' || /^(sp_el\d|pstate)$/.test(name))
    .map(({ name }) => ({ register: name, value: hexadecimal(before.get(name)) }));
}

function resumptionIn(trial: CallRecord): Pick<TracedCall, 'returns' | 'resumption'> {
  const taken = isBack(trial) ? returnOf(trial) : undefined;
  const text = taken && resumptionText(taken);
  return {
    ...(taken?.resumption === undefined ? {} : { returns: taken.resumption }),
    ...(text === undefined ? {} : { resumption: text }),
  };
}

function traced(step: Step, locator: Locator, regions: readonly PlacedRegion[]): TracedInstruction {
  const { exception } = step;
  return {
    ...locator.location(step.address),
    level: Number((step.pstate >> 2n) & 3n),
    reads: [...(decode(step.word)?.reads.keys() ?? [])],
    loads: step.reads.map(({ address, size, value }) => ({
      address: hexadecimal(address),
      ...shownPlace(regions, address),
      size,
      value: hexadecimal(value),
    })),
    changes: step.changes.map(({ register, before, after }) => ({
      register,
      before: hexadecimal(before),
      after: hexadecimal(after),
    })),
    stores: step.writes.map(({ address, size, before, after }) => ({
      address: hexadecimal(address),
      ...shownPlace(regions, address),
      size,
      before: hexadecimal(before),
      after: hexadecimal(after),
    })),
    ...(exception === undefined
      ? {}
      : {
          exception: {
            ...(step.interruption === 'taken' ? { interrupts: true as const } : {}),
            slot: exception.slot,
            vector: hexadecimal(exception.vector),
            ...(exception.esr === undefined
              ? {}
              : {
                  syndrome: hexadecimal(exception.esr),
                  class: exceptionClassName(exception.esr),
                }),
            ...(exception.far === undefined ? {} : { faultAddress: hexadecimal(exception.far) }),
            writes: [...writtenByEntry(exception), ['pstate', exception.pstate] as const].map(
              ([register, value]) => ({ register, value: hexadecimal(value) }),
            ),
          },
        }),
  };
}

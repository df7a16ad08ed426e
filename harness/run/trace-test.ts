import { decode } from '../architecture/a64/decode.ts';
import { writtenByEntry } from '../architecture/exception-registers.ts';
import { registers } from '../architecture/registers.ts';
import type { Resumption } from '../architecture/return-address.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { resumptionText, returnOf } from '../calls/resumption.ts';
import { exceptionClassName } from '../architecture/exception-class-name.ts';
import type { Test } from '../fixture/test.ts';
import type { Location } from '../judge/finding.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Step } from '../machine/machine.ts';
import type { ExecuteSetting } from './execute.ts';
import { trialsOf } from './execute.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import type { ExceptionReport } from './event.ts';
import { exceptionReport } from './exception-report.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { shownPlace } from '../calls/placed-region.ts';
import { Locator } from './locate.ts';
import type { Session } from './session.ts';

/** One instruction that ran. Values are hexadecimal text. */
export interface TracedInstruction extends Location {
  /** The exception level that it ran at. */
  readonly level: number;
  /** Registers and flags that it depends on; empty for an instruction that hcall has no meaning of. */
  readonly reads: readonly string[];
  readonly loads: readonly {
    readonly address: string;
    /** As of a store. */
    readonly place?: string;
    readonly size: number;
    readonly value: string;
  }[];
  readonly changes: readonly {
    readonly register: string;
    readonly before: string;
    readonly after: string;
  }[];
  readonly stores: readonly {
    readonly address: string;
    /** `frame + 0x10`, where it lies in a region. */
    readonly place?: string;
    readonly size: number;
    readonly before: string;
    readonly after: string;
  }[];
  /** The exception that it caused instead, or that came before it. */
  readonly exception?: {
    /** Present where the test interrupts the call here: the instruction executes when that is handled. */
    readonly interrupts?: true;
    readonly slot: string;
    readonly vector: string;
    readonly syndrome?: string;
    /** The exception class by the manual's name; absent without a syndrome. */
    readonly class?: string;
    /** FAR_ELx, where the exception writes it. */
    readonly faultAddress?: string;
    /** What taking it wrote: the registers of its target level, and PSTATE. */
    readonly writes: readonly { readonly register: string; readonly value: string }[];
  };
}

/** What one step of a test did, from its first instruction to its end. */
export interface TracedCall {
  /** General and stack registers, and PSTATE, before the first instruction. */
  readonly start: readonly { readonly register: string; readonly value: string }[];
  readonly instructions: readonly TracedInstruction[];
  /** `returned`, `guest-exit at __guest_exit` */
  readonly outcome: string;
  /** Where the caller goes on, if it does at all, by its last exception. */
  readonly returns?: Resumption;
  /** What that makes of its instruction, in words; absent where it goes without saying. */
  readonly resumption?: string;
  /** An exception that nobody meant, on the way there. */
  readonly exception?: ExceptionReport;
}

/** What a test executes. Plain data. */
export interface TracedTest {
  readonly id: string;
  readonly seed: number;
  /** One for each step of the test. */
  readonly calls: readonly TracedCall[];
}

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
  return { id: test.id, seed: execute.seed, calls };
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

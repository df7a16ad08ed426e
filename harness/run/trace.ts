import { AbiLibrary } from '../abi/library.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Test } from '../fixture/test.ts';
import type { Location } from '../judge/finding.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Step } from '../machine/machine.ts';
import type { ExecuteSetting } from './execute.ts';
import { trialsOf } from './execute.ts';
import { Locator } from './locate.ts';
import type { RunOptions } from './run.ts';
import { select } from './select.ts';
import { shellLine } from './shell.ts';
import type { Session } from './session.ts';
import type { ToolSetting } from './tools.ts';
import { openTools } from './tools.ts';

export interface TraceOptions
  extends ToolSetting, Pick<RunOptions, 'cwd' | 'namePattern' | 'abiFolders' | 'repeat'> {
  /** The fixture. */
  readonly path: string;
}

/** One instruction that ran. Values are hexadecimal text. */
export interface TracedInstruction extends Location {
  /** The exception level that it ran at. */
  readonly level: number;
  readonly changes: readonly {
    readonly register: string;
    readonly before: string;
    readonly after: string;
  }[];
  readonly stores: readonly {
    readonly address: string;
    readonly size: number;
    readonly before: string;
    readonly after: string;
  }[];
  /** The exception that it caused instead. */
  readonly exception?: {
    readonly slot: string;
    readonly vector: string;
    readonly syndrome?: string;
  };
}

/** What one step of a test did, from its first instruction to its end. */
export interface TracedCall {
  readonly instructions: readonly TracedInstruction[];
  /** `returned`, `guest-exit at __guest_exit` */
  readonly outcome: string;
}

export interface TraceResult {
  readonly id: string;
  readonly seed: number;
  /** How many more tests match. */
  readonly others: number;
  /** One for each step of the test. */
  readonly calls: readonly TracedCall[];
}

/**
 * Runs one test of a fixture with every instruction recorded; of several that match, the first. Throws an HcallError
 * when none matches, or when the test cannot be run.
 */
export async function trace(options: TraceOptions): Promise<TraceResult> {
  const { test, others } = findTest(options);
  const { builder, execute } = await openTools(options);
  try {
    return { ...traceTest(builder.session(test), test, execute), others };
  } finally {
    builder.close();
  }
}

function findTest({ path, cwd, namePattern, abiFolders, repeat = [] }: TraceOptions): {
  readonly test: Test;
  readonly others: number;
} {
  const selection = { paths: [path], cwd, ...(namePattern === undefined ? {} : { namePattern }) };
  const { tests, errors } = select(selection, new AbiLibrary(abiFolders));
  // A name that is a part of others means its own test.
  const whole = new RegExp(`^(?:${namePattern?.source ?? ''})$`, namePattern?.flags);
  const named = tests.find(({ name }) => whole.test(name));
  if (named !== undefined) {
    return { test: named, others: 0 };
  }
  const [test] = tests;
  if (test !== undefined) {
    return { test, others: tests.length - 1 };
  }
  const [error] = errors.flatMap(({ diagnostics }) => diagnostics);
  throw problem('test-not-found', `'${path}' has no test with such a name`, {
    note:
      error === undefined
        ? `'${shellLine(['hcall', 'run', '--list', path, ...repeat])}' shows its tests`
        : `and the fixture has mistakes: ${error.message}`,
  });
}

/** Traces a test in its session. */
export function traceTest(
  session: Session,
  test: Test,
  execute: ExecuteSetting,
): Omit<TraceResult, 'others'> {
  const locator = new Locator(session, execute.disassembler);
  const calls = trialsOf(session, test, execute).map((trial) => ({
    instructions: (trial.steps ?? []).map((step) => traced(step, locator)),
    outcome: session.describeEnd(trial),
  }));
  return { id: test.id, seed: execute.seed, calls };
}

function traced(step: Step, locator: Locator): TracedInstruction {
  const { exception } = step;
  return {
    ...locator.location(step.address),
    level: Number((step.pstate >> 2n) & 3n),
    changes: step.changes.map(({ register, before, after }) => ({
      register,
      before: hexadecimal(before),
      after: hexadecimal(after),
    })),
    stores: step.writes.map(({ address, size, before, after }) => ({
      address: hexadecimal(address),
      size,
      before: hexadecimal(before),
      after: hexadecimal(after),
    })),
    ...(exception === undefined
      ? {}
      : {
          exception: {
            slot: exception.slot,
            vector: hexadecimal(exception.vector),
            ...(exception.esr === undefined ? {} : { syndrome: hexadecimal(exception.esr) }),
          },
        }),
  };
}

import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Document } from 'yaml';
import type { Abi, Vectors } from '../abi/abi.ts';
import { AbiLibrary } from '../abi/library.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Origin, Stub, Test, TestStep, VectorsChoice } from '../fixture/test.ts';
import { constant, wordWidth } from '../expression/expression.ts';
import { hexadecimal } from '../judge/finding.ts';
import { changedRegisters, referenceOf } from '../judge/frame.ts';
import { eventsOf } from '../judge/events.ts';
import type { Trial } from '../judge/trial.ts';
import type { SessionBuilder } from './build.ts';
import { trialsOf } from './execute.ts';
import { expectedMemory, expressionOf } from './expected.ts';
import type { RunOptions } from './run.ts';
import type { ToolSetting } from './tools.ts';
import { openTools, toolSettingOf } from './tools.ts';
import type { Session } from './session.ts';

export interface CallOptions
  extends Omit<ToolSetting, 'vectors'>, Pick<RunOptions, 'cwd' | 'abiFolders'> {
  /** `immediate/stub`: a vector table of an ABI; or a source, which is then judged by `abi` and `contract`. */
  readonly vectors: string;
  /** Whose exits and contract a source's own vectors have. */
  readonly abi: string;
  /** The name of a vector table of that ABI; the first if left out. */
  readonly contract?: string;
  /** The symbol of a source's vector table; the contract's if left out. */
  readonly table?: string;
  readonly origin: Origin;
  /** 16 bits. */
  readonly immediate: number;
  /** Register values before the call. */
  readonly given: ReadonlyMap<RegisterName, bigint>;
  /** Symbols that the vectors refer to and nobody defines: arriving there ends the call. */
  readonly stubs: readonly string[];
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
  readonly instructions: number;
  /** The slot that the call entered EL2 through, if it did. */
  readonly slot?: string;
  readonly changes: readonly ChangedRegister[];
  /** Memory that was written, dead stack included, in order. */
  readonly stores: readonly {
    readonly address: string;
    readonly size: number;
    readonly value: string;
  }[];
  /** System instructions that ran at EL2, in order. */
  readonly events: readonly string[];
  /** A fixture that expects what happened. */
  readonly fixture: string;
}

/**
 * Makes one call and tells what happened. Throws an HcallError for vectors that do not exist, or that cannot be
 * assembled or loaded, and `unused-stub` for a stub that they have no use for.
 */
export async function call(options: CallOptions): Promise<CallResult> {
  const test = testOf(options);
  const { builder, execute } = await openTools(toolSettingOf({ ...options, vectors: undefined }));
  try {
    const session = builder.session(test);
    const [trial] = trialsOf(session, test, execute);
    requireStubs(options.stubs, builder.symbolsOf(test));
    return describeCall(trial as Trial, session, test, options);
  } finally {
    builder.close();
  }
}

/** `symbols` is undefined for code that cannot be looked at: of that, nothing is said. */
function requireStubs(
  stubs: readonly string[],
  symbols: ReturnType<SessionBuilder['symbolsOf']>,
): void {
  const unused = stubs.find(
    (name) => symbols !== undefined && !symbols.referred.has(name) && !symbols.defined.has(name),
  );
  if (unused !== undefined) {
    throw problem('unused-stub', `nothing needs the stub '${unused}'`, {
      note: 'the vector code neither refers to it nor defines it: leave it out, or write the symbol that is meant',
    });
  }
}

function testOf(options: CallOptions): Test {
  const { abi, vectors } = chooseVectors(options);
  const place = { file: options.vectors, line: 1, column: 1 };
  const step: TestStep = {
    origin: options.origin,
    action: { kind: 'hvc', immediate: options.immediate },
    given: new Map(
      [...options.given].map(([register, value]) => [
        register,
        { value: constant(value, wordWidth), place },
      ]),
    ),
    memory: [],
    expectation: {
      outcome: { value: 'returned', place },
      at: undefined,
      registers: new Map(),
      memory: [],
      events: undefined,
      findings: undefined,
    },
    place,
  };
  const stubs = options.stubs.map((symbol): Stub => ({
    symbol,
    kind: 'stop',
    outcome: 'called',
    value: undefined,
    place,
  }));
  const name = `HVC #${options.immediate} from ${options.origin}`;
  return {
    id: name,
    file: options.vectors,
    name,
    place,
    tags: [],
    skip: undefined,
    xfail: undefined,
    abi,
    vectors,
    stubs,
    code: [],
    steps: [step],
  };
}

function chooseVectors(options: CallOptions): { abi: Abi; vectors: VectorsChoice } {
  const library = new AbiLibrary(options.abiFolders);
  const path = resolve(options.cwd, options.vectors);
  if (existsSync(path)) {
    const abi = findAbi(library, options.abi);
    const contract = findContract(abi, options.contract);
    return { abi, vectors: { contract, files: [path], table: options.table ?? contract.table } };
  }
  const [abiName = '', name, ...more] = options.vectors.split('/');
  if (name === undefined || more.length > 0 || library.find(abiName) === undefined) {
    throw problem('vectors-not-found', `there are no vectors '${options.vectors}'`, {
      note: `give a source file, or ABI/TABLE with one of the ABIs ${library.names().join(', ')}`,
    });
  }
  const abi = findAbi(library, abiName);
  const contract = findContract(abi, name);
  return { abi, vectors: { contract, files: contract.files, table: contract.table } };
}

function findAbi(library: AbiLibrary, name: string): Abi {
  const abi = library.find(name);
  if (abi === undefined) {
    throw problem('unknown-abi', `unknown ABI '${name}'`, {
      note: `the ABIs are ${library.names().join(', ')}`,
    });
  }
  return abi;
}

function findContract(abi: Abi, name: string | undefined): Vectors {
  const contract = name === undefined ? [...abi.vectors.values()][0] : abi.vectors.get(name);
  if (contract === undefined) {
    throw problem('vectors-not-found', `the ABI '${abi.name}' has no vectors '${name ?? ''}'`, {
      note: `it has ${[...abi.vectors.keys()].join(', ')}`,
    });
  }
  return contract;
}

function describeCall(
  trial: Trial,
  session: Session,
  test: Test,
  options: CallOptions,
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
  const slot = trial.exceptions.find(({ targetEl }) => targetEl === 2)?.slot;
  return {
    outcome: session.describeEnd(trial),
    instructions: trial.instructions ?? 0,
    ...(slot === undefined ? {} : { slot }),
    changes,
    stores: trial.writes.map(({ address, size, after }) => ({
      address: hexadecimal(address),
      size,
      value: hexadecimal(after),
    })),
    events: eventTexts(trial),
    fixture: fixtureText(trial, changes, test, options),
  };
}

function eventTexts(trial: Trial): string[] {
  return eventsOf(trial).map(({ instruction, operand }) =>
    operand === undefined ? instruction : `${instruction} ${operand}`,
  );
}

function fixtureText(
  trial: Trial,
  changes: readonly ChangedRegister[],
  { abi, vectors, name }: Test,
  { origin, immediate, given, cwd, stubs }: CallOptions,
): string {
  const { contract } = vectors;
  const isOwn = vectors.files !== contract.files;
  const expectations = changes.map(({ register, expression }) => [register, expression]);
  const memory = expectedMemory(trial);
  const document = new Document({
    abi: abi.name,
    vectors: isOwn
      ? {
          contract: contract.name,
          files: vectors.files.map((file) => relative(cwd, file)),
          table: vectors.table,
        }
      : contract.name,
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

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Abi, Vectors } from '../abi/abi.ts';
import { AbiLibrary } from '../abi/library.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Stub, Test, TestStep, VectorsChoice } from '../fixture/test.ts';
import { constant, wordWidth } from '../expression/expression.ts';
import type { CallDescription, CallResult } from './make-call.ts';
import type { AloneOptions } from './run-alone.ts';
import { runAlone } from './run-alone.ts';
import type { RunOptions } from './run.ts';
import type { ToolSetting } from './tools.ts';
import { toolSettingOf } from './tools.ts';

export interface CallOptions
  extends
    Omit<ToolSetting, 'vectors'>,
    CallDescription,
    AloneOptions,
    Pick<RunOptions, 'abiFolders'> {
  /** `immediate/stub`: a vector table of an ABI; or a source, which is then judged by `abi` and `contract`. */
  readonly vectors: string;
  /** Whose exits and contract a source's own vectors have. */
  readonly abi: string;
  /** The name of a vector table of that ABI; the first if left out. */
  readonly contract?: string;
  /** The symbol of a source's vector table; the contract's if left out. */
  readonly table?: string;
}

/**
 * Makes one call and tells what happened. Throws an HcallError for vectors that do not exist, or that cannot be
 * assembled or loaded, and `unused-stub` for a stub that they have no use for; `call-crash` and
 * `call-timeout` only with isolation.
 */
export async function call(options: CallOptions): Promise<CallResult> {
  const test = testOf(options);
  const { origin, immediate, given, stubs, cwd } = options;
  const description = { origin, immediate, given, stubs, cwd };
  // Its own vectors are in the test.
  const setting = toolSettingOf({ ...options, vectors: undefined });
  const { result } = await runAlone({ type: 'call', test, description }, setting, options);
  return result;
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

import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { processorNames } from '../architecture/processor-model.ts';
import type { ProcessorName } from '../architecture/processor-model.ts';
import { resumptions } from '../architecture/return-address.ts';
import { parseLevel } from '../assembler/level/level.ts';
import { given } from '../collections/given.ts';
import { outcomes } from '../machine/machine.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { SelectorPlace } from './selector.ts';
import { selectorOf } from './selector.ts';
import type {
  Abi,
  ContextUse,
  Exit,
  NotProved,
  Operation,
  Region,
  Routine,
  Vectors,
} from './abi.ts';
import type { Cursor } from './document/cursor.ts';
import { Problems, readParts } from './document/problems.ts';
import { readShape } from './document/shape.ts';
import { SourceText } from './document/source.ts';
import { suggest, suggestNear } from './document/suggestion.ts';
import { formatHex } from './integer.ts';
import { readNotProved } from './not-proved.ts';
import { readPatches } from './read-patches.ts';
import type { TableCaller } from './origin.ts';
import { tableCallers } from './origin.ts';
import { largestImmediate, readOperation } from './operation.ts';
import type { OperationSurroundings, WrittenOperation } from './operation.ts';
import { contextNames, contextUseReaders } from './region-context.ts';
import { readRegions, regionSizes } from './region.ts';
import { readInstalledState } from './installed-state.ts';
import { readRegister, readRegisters } from './register.ts';
import { checkReturns } from './returns.ts';
import type { Scope } from './expression-parser.ts';
import { readStandIns } from './stand-in-reader.ts';
import { readLinuxVersions } from './linux-versions.ts';
import type { FunctionKind, StandIns } from './stand-in.ts';
import { functionKinds, noStandIns } from './stand-in.ts';
import { constantsOf, ValueReader } from './value-reader.ts';
import { readChoice, readInteger, readLoad } from './scalar.ts';
import { abiShape } from './schema.ts';
import type { AbiShape, ExitShape, VectorsShape } from './schema.ts';

/** The file that makes a folder an ABI. */
export const abiFileName = 'abi.yaml';

/**
 * Reads the ABI that `abi.yaml` in `directory` describes. Throws an HcallError with every mistake in the file, or
 * `abi-not-found`.
 */
export function loadAbi(directory: string): Abi {
  const file = join(directory, abiFileName);
  if (!existsSync(file)) {
    throw problem('abi-not-found', `no ABI in '${directory}': it has no ${abiFileName}`, {
      note: 'an ABI is a folder with an abi.yaml; see asm/immediate for one',
    });
  }
  return readAbi(SourceText.read(file), directory, existsSync);
}

/** `loadAbi` on a text: `fileExists` is asked about every source and folder that it names, as absolute paths. */
export function readAbi(
  source: SourceText,
  directory: string,
  fileExists: (path: string) => boolean,
): Abi {
  const problems = new Problems();
  const { cursor, shape } = readShape(abiShape, source, problems);
  const reader = new AbiReader(shape, cursor, resolve(directory), fileExists, problems);
  const abi = reader.read();
  problems.throwIfAny();
  return abi;
}

function readExit(
  symbol: string,
  shape: ExitShape,
  cursor: Cursor,
  contexts: ReadonlySet<string>,
): Exit {
  const outcomeAt = cursor.at('outcome');
  const outcome = readChoice(shape.outcome, outcomes, outcomeAt, 'unknown-outcome', 'outcome');
  const { returns } = shape;
  const at = cursor.at('returns');
  return {
    symbol,
    place: cursor.key.place,
    outcome,
    mayChange: readRegisters(shape['may-change'] ?? [], cursor.at('may-change')),
    returns:
      returns === undefined
        ? undefined
        : checkReturns(
            readChoice(returns, resumptions, at, 'unknown-resumption', 'way to return'),
            outcome,
            at,
          ),
    ...readParts<ContextUse>(
      contextUseReaders(
        {
          saves: { value: shape.saves, cursor: cursor.at('saves') },
          restores: { value: shape.restores, cursor: cursor.at('restores') },
        },
        contexts,
      ),
    ),
  };
}

/** The bits of a register that are the number: 32 or 64 low ones, or a field as the manual writes it, `29:24`. */
function readNumberField(text: string, spot: Cursor): { bits: number; low?: number } {
  const [, high, low] = /^(\d+):(\d+)$/u.exec(text) ?? [];
  if (high === undefined || low === undefined) {
    const choice = readChoice(text, ['32', '64'], spot, 'unknown-selector', 'width of a number');
    return { bits: choice === '32' ? 32 : 64 };
  }
  const bits = Number(high) - Number(low) + 1;
  if (bits < 1 || Number(high) > 63) {
    throw spot.problem('unknown-selector', `a register has no bits ${text}`, {
      note: 'the highest bit is first, as in 29:24, and at most 63',
    });
  }
  return { bits, low: Number(low) };
}

/** Reads the values of a well-shaped file. Mistakes go to `problems`, and what they hit is left out. */
class AbiReader {
  readonly #shape: AbiShape;
  readonly #cursor: Cursor;
  readonly #directory: string;
  readonly #fileExists: (path: string) => boolean;
  readonly #problems: Problems;

  constructor(
    shape: AbiShape,
    cursor: Cursor,
    directory: string,
    fileExists: (path: string) => boolean,
    problems: Problems,
  ) {
    this.#shape = shape;
    this.#cursor = cursor;
    this.#directory = directory;
    this.#fileExists = fileExists;
    this.#problems = problems;
  }

  read(): Abi {
    const shape = this.#shape;
    const selector = this.#problems.attempt(() => this.#selector()) ?? { kind: 'immediate' };
    const constants = this.#entries('constants', shape.constants, (_, text, at) =>
      readInteger(text, at),
    );
    const regions = this.#regions(constants);
    const surroundings: OperationSurroundings = {
      selector,
      constants,
      regions: regionSizes(shape.regions ?? {}, regions),
      contexts: contextNames(shape.regions ?? {}),
    };
    const operations = this.#entries('operations', shape.operations, (name, shape, cursor) =>
      readOperation(name, [{ shape, cursor }], surroundings),
    );
    this.#checkNumbers(operations.values());
    const clobbers = this.#cursor.at('clobbers');
    const handlerClobbers = this.#registers(shape.clobbers?.handler, clobbers.at('handler'));
    return {
      name: basename(this.#directory),
      directory: this.#directory,
      ...given({ linux: shape.linux === undefined ? undefined : readLinuxVersions(shape.linux) }),
      selector,
      operations,
      vectors: this.#entries('vectors', shape.vectors, (name, vectors, at) =>
        this.#vectors(name, vectors, at, handlerClobbers, operations, surroundings),
      ),
      callerClobbers: this.#registers(shape.clobbers?.caller, clobbers.at('caller')),
      routines: this.#entries('routines', shape.routines, (symbol, routine, at): Routine => ({
        symbol,
        files: this.#paths(routine.files, at.at('files')),
        operation:
          routine.operation === undefined
            ? undefined
            : this.#knownOperation(routine.operation, at.at('operation')),
      })),
      exits: this.#entries('exits', shape.exits, (symbol, exit, at) =>
        readExit(symbol, exit, at, surroundings.contexts),
      ),
      constants,
      regions,
      ...this.#standIns({ constants, operations }, surroundings.regions),
      written: given({ stubs: shape.stubs, smc: shape.smc }),
      notProved: this.#notProved(selector),
      ...given({ cpu: this.#cpu(), march: this.#march() }),
      includes: this.#paths(shape.includes ?? [], this.#cursor.at('includes')),
      defines: this.#defines(),
    };
  }

  #cpu(): ProcessorName | undefined {
    const { cpu } = this.#shape;
    return cpu === undefined
      ? undefined
      : this.#problems.attempt(() =>
          readChoice(cpu, processorNames, this.#cursor.at('cpu'), 'unknown-processor', 'processor'),
        );
  }

  #march(): string | undefined {
    const { march } = this.#shape;
    return march === undefined
      ? undefined
      : this.#problems.attempt(() => {
          const level = parseLevel(march, 'architecture');
          if ('error' in level) {
            const { error, note } = level;
            throw this.#cursor.at('march').problem('unknown-architecture', error, { note });
          }
          return march;
        });
  }

  #selector(): SelectorPlace {
    const { selector } = this.#shape;
    const cursor = this.#cursor.at('selector');
    if (typeof selector === 'string') {
      if (selector !== 'immediate') {
        const register = /^[wx]\d+$/.test(selector) ? selector.replace('w', 'x') : 'x0';
        throw cursor.problem('unknown-selector', `unknown selector '${selector}'`, {
          note:
            suggestNear(selector, ['immediate']) ??
            `known here: immediate, and { register: ${register} } for a number in a register`,
        });
      }
      return { kind: 'immediate' };
    }
    return {
      kind: 'register',
      register: readRegister(selector.register, cursor.at('register')),
      immediate: Number(
        readInteger(selector.immediate ?? '0', cursor.at('immediate'), largestImmediate),
      ),
      ...(selector.bits === undefined ? {} : readNumberField(selector.bits, cursor.at('bits'))),
    };
  }

  #regions(constants: ReadonlyMap<string, bigint>): ReadonlyMap<string, Region> {
    const { operations, vectors, regions = {} } = this.#shape;
    const tables = [operations, ...Object.values(vectors).map((table) => table.operations ?? {})];
    const inputs = tables.flatMap((table) =>
      Object.values(table).flatMap((operation) => Object.keys(operation.inputs ?? {})),
    );
    const scope = { constants, inputs: new Set(inputs), known: new Map<string, Region>() };
    const read = () => readRegions(regions, this.#cursor.at('regions'), scope);
    return this.#problems.attempt(read) ?? new Map<string, Region>();
  }

  #standIns(numbers: Pick<Abi, 'constants' | 'operations'>, regions: Scope['regions']): StandIns {
    const values = new ValueReader({
      constants: constantsOf(numbers),
      regions: regions ?? new Map<string, number>(),
    });
    const fileExists = this.#fileExists;
    const read = () => readStandIns(this.#shape, this.#cursor, { values, fileExists });
    return this.#problems.attempt(read) ?? noStandIns;
  }

  #vectors(
    name: string,
    shape: VectorsShape,
    cursor: Cursor,
    handlerClobbers: Vectors['clobbers'],
    operations: ReadonlyMap<string, Operation>,
    surroundings: OperationSurroundings,
  ): Vectors {
    const overrides = new Map<string, Operation>();
    for (const [name, override] of Object.entries(shape.operations ?? {})) {
      const at = cursor.at('operations', name);
      this.#problems.attempt(() => {
        const own: WrittenOperation = { shape: override, cursor: at };
        this.#knownOperation(name, at.key);
        const base = this.#written(name);
        overrides.set(name, readOperation(name, base ? [own, base] : [own], surroundings));
      });
    }
    const answered = new Map([...operations, ...overrides]);
    this.#checkNumbers(answered.values());
    return {
      name,
      files: this.#paths(shape.files ?? [], cursor.at('files')),
      table: shape.table,
      tablePlace: cursor.at('table').place,
      ...readLoad(shape.load, cursor),
      ...given({ symbolPrefix: shape['symbol-prefix'] }),
      ...this.#problems.attempt(() => readPatches(shape, cursor)),
      caller: this.#caller(shape.caller, cursor.at('caller')),
      inputs: this.#registers(shape.inputs, cursor.at('inputs')),
      clobbers:
        shape.clobbers === undefined
          ? handlerClobbers
          : this.#registers(shape.clobbers, cursor.at('clobbers')),
      operations: answered,
      state:
        this.#problems.attempt(() =>
          readInstalledState(shape.state ?? {}, cursor.at('state'), surroundings.constants),
        ) ?? new Map(),
      functions: this.#functions(shape.function ?? 'all', cursor.at('function')),
    };
  }

  #functions(text: string, cursor: Cursor): FunctionKind {
    const read = () =>
      readChoice(text, functionKinds, cursor, 'unknown-function', 'kind of function');
    return this.#problems.attempt(read) ?? 'all';
  }

  #caller(text: string | undefined, cursor: Cursor): TableCaller {
    const [usual] = tableCallers;
    return text === undefined
      ? usual
      : (this.#problems.attempt(() =>
          readChoice(text, tableCallers, cursor, 'unknown-table-caller', 'caller of vectors'),
        ) ?? usual);
  }

  #notProved(selector: SelectorPlace): NotProved[] {
    const { 'not-proved': entries = [], operations, vectors } = this.#shape;
    const names = {
      vectors: Object.keys(vectors),
      operations: [...Object.keys(operations), selectorOf(selector).otherNumber],
    };
    return entries.flatMap((entry, index) => {
      const at = this.#cursor.at('not-proved', index);
      return this.#problems.attempt(() => readNotProved(entry, at, names)) ?? [];
    });
  }

  #written(name: string): WrittenOperation | undefined {
    const { operations } = this.#shape;
    const shape = Object.hasOwn(operations, name) ? operations[name] : undefined;
    return shape && { shape, cursor: this.#cursor.at('operations', name) };
  }

  #knownOperation(name: string, spot: Pick<Cursor, 'problem'>): string {
    if (this.#written(name) === undefined) {
      throw spot.problem('unknown-operation', `the ABI has no operation '${name}'`, {
        note: suggest(name, Object.keys(this.#shape.operations)),
      });
    }
    return name;
  }

  /** Two operations need something in which they differ. */
  #checkNumbers(operations: Iterable<Operation>): void {
    const byNumber = new Map<bigint, Operation>();
    for (const operation of operations) {
      const { name, number } = operation;
      const other = number === undefined ? undefined : byNumber.get(number);
      if (number !== undefined && other !== undefined) {
        const at = this.#cursor.at('operations', name, 'number');
        this.#problems.attempt(() => {
          throw at.problem(
            'duplicate-number',
            `'${other.name}' has the number ${formatHex(number)} too`,
          );
        });
      }
      if (number !== undefined) {
        byNumber.set(number, operation);
      }
    }
  }

  #registers(texts: readonly string[] | undefined, cursor: Cursor): Vectors['clobbers'] {
    return this.#problems.attempt(() => readRegisters(texts ?? [], cursor)) ?? new Set();
  }

  #paths(paths: readonly string[], cursor: Cursor): string[] {
    return paths.map((path, index) => {
      const absolute = resolve(this.#directory, path);
      if (!this.#fileExists(absolute)) {
        this.#problems.attempt(() => {
          throw cursor.at(index).problem('named-file-not-found', `there is no '${path}'`, {
            note: `looked for ${absolute}`,
          });
        });
      }
      return absolute;
    });
  }

  #defines(): readonly string[] {
    const defines = this.#shape.defines ?? [];
    defines.forEach((define, index) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*(=.*)?$/.test(define)) {
        this.#problems.attempt(() => {
          throw this.#cursor
            .at('defines', index)
            .problem('malformed-define', `'${define}' is not a macro`, {
              note: 'write NAME or NAME=VALUE',
            });
        });
      }
    });
    return defines;
  }

  #entries<T, R>(
    key: keyof AbiShape,
    record: Readonly<Record<string, T>> | undefined,
    read: (name: string, value: T, cursor: Cursor) => R,
  ): Map<string, R> {
    const entries = new Map<string, R>();
    for (const [name, value] of Object.entries(record ?? {})) {
      this.#problems.attempt(() =>
        entries.set(name, read(name, value, this.#cursor.at(key, name))),
      );
    }
    return entries;
  }
}

import { basename } from 'node:path';
import type { Abi, Vectors } from '../abi/abi.ts';
import { given } from '../collections/given.ts';
import { suggest } from '../abi/document/suggestion.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { StandIns } from '../abi/stand-in.ts';
import { noStandIns, standInsOver } from '../abi/stand-in.ts';
import type { VectorsChoice } from '../fixture/test.ts';
import { readStubs } from './written-stubs.ts';
import type { WrittenVectors } from './written-vectors.ts';
import { vectorsMissing } from './vectors-missing.ts';
import { findCode } from './written-vectors.ts';

/** One vector table to call. Its stand-ins are the command line's, over those of the ABI. Plain data. */
export interface VectorTable extends StandIns {
  /** `stub`: the name of the contract. */
  readonly name: string;
  readonly abi: Abi;
  readonly vectors: VectorsChoice;
  /** The command line's, as they are written. */
  readonly stubs: readonly string[];
  /** What is taken for granted of its code. */
  readonly assumptions: readonly string[];
}

/** An ABI with the tables that are meant. */
export interface VectorSet {
  /** What reports call it. */
  readonly name: string;
  readonly abi: Abi;
  readonly tables: readonly VectorTable[];
  /** The files may lack some of the tables: nothing says which of them they have. */
  readonly isGuess: boolean;
}

/** The tables that the names mean. Throws what `findCode` throws, `unknown-contract`, and `unknown-vectors`. */
export function resolveVectors(written: WrittenVectors): VectorSet {
  const { name, abi, contract, files } = findCode(written);
  if (abi === undefined) {
    throw problem('unknown-contract', `nothing says which ABI the vectors in '${name}' follow`, {
      note: 'give its name with --abi, as in --abi immediate',
    });
  }
  const isWhole = written.whole === true && files.length === 0;
  const contracts = contractsOf(abi, contract, isWhole);
  const chosen = files.length === 0 ? contracts : contractsOfFiles(contracts, files, written.table);
  const bare = files.length > 0 ? undefined : chosen.find((one) => one.files.length === 0);
  if (bare !== undefined) {
    throw vectorsMissing(abi, bare);
  }
  const isGuess = files.length > 0 && chosen.length > 1;
  return { name, abi, tables: chosen.map((one) => tableOf(abi, one, files, written)), isGuess };
}

/** All tables of an ABI, with its own code. */
export function tablesOf(abi: Abi): VectorTable[] {
  return [...abi.vectors.values()].map((one) =>
    tableOf(abi, one, [], { names: [], cwd: '', abiFolders: [] }),
  );
}

/** The one of that name; else those of the ABI, without what repeats another unless it is the whole that is meant. */
function contractsOf(abi: Abi, name: string | undefined, isWhole: boolean): Vectors[] {
  const all = [...abi.vectors.values()];
  const contracts =
    name === undefined
      ? all.filter((one) => isWhole || !all.some((other) => isRepeated(other, one)))
      : all.filter((one) => one.name === name);
  if (contracts.length === 0) {
    const what = name === undefined ? 'no vectors' : `no vectors '${name}'`;
    throw problem('unknown-vectors', `the ABI '${abi.name}' has ${what}`, {
      note: suggest(name ?? '', abi.vectors.keys()),
    });
  }
  return contracts;
}

/** Whether `more` is the same table with more code besides; of two that are the same, the later one is. */
function isRepeated(one: Vectors, more: Vectors): boolean {
  return (
    one !== more &&
    one.table === more.table &&
    one.files.length < more.files.length &&
    one.files.every((file) => more.files.includes(file))
  );
}

/** A file that is one of the ABI's own is that table; a table's symbol says which it is; else it may be any of them. */
function contractsOfFiles(
  contracts: readonly Vectors[],
  files: readonly string[],
  table: string | undefined,
): readonly Vectors[] {
  const named = contracts.find((one) => one.table === table);
  const own = contracts.find((one) =>
    one.files.some((file) => files.some((at) => isBuildOf(at, file))),
  );
  if (named !== undefined) {
    return [named];
  }
  return own !== undefined && files.length === 1
    ? [own]
    : contracts.slice(0, table === undefined ? contracts.length : 1);
}

/** `hyp-stub.o` and `hyp-stub.S` */
function isBuildOf(file: string, source: string): boolean {
  const [one, other] = [file, source].map((path) => basename(path).replace(/\.[^.]*$/, ''));
  return one === other;
}

function tableOf(
  abi: Abi,
  contract: Vectors,
  files: readonly string[],
  written: WrittenVectors,
): VectorTable {
  const { table, load, symbolPrefix, alternatives, callbacks } = written;
  const { stubs = [], commonStandIns = noStandIns } = written;
  const isOwn =
    files.length === 0 ||
    (files.length === contract.files.length &&
      files.every((file, index) => file === contract.files[index]));
  const own = isOwn ? contract.load : undefined;
  const at = load === undefined ? own : { address: load };
  return {
    name: contract.name,
    abi,
    vectors: {
      contract,
      files: isOwn ? contract.files : files,
      table: table ?? contract.table,
      ...given({
        load: at,
        symbolPrefix: symbolPrefix ?? contract.symbolPrefix,
        alternatives: alternatives ?? contract.alternatives,
        callbacks: callbacks ?? contract.callbacks,
      }),
    },
    stubs,
    assumptions: [],
    ...standInsOver(readStubs(stubs), standInsOver(abi, commonStandIns)),
  };
}

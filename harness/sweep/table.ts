import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Abi, Vectors } from '../abi/abi.ts';
import { findAbi } from '../abi/library.ts';
import { abiFileName, loadAbi } from '../abi/load.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { SessionBuilder } from '../run/build.ts';
import type { Session } from '../run/session.ts';

/** What a user names: an ABI or one of its tables, by name, by folder, or by a source or object. Plain data. */
export interface SubjectName {
  /** `immediate`, `immediate/stub`, a folder with an abi.yaml, or a file of vectors. */
  readonly text: string;
  /** The ABI that a file's vectors follow; that of its folder if left out. */
  readonly abi?: string;
  /** The symbol of a file's vector table. */
  readonly table?: string;
  readonly cwd: string;
  readonly abiFolders: readonly string[];
}

/** One vector table to call. */
export interface Table {
  /** `stub`: the name of the contract. */
  readonly name: string;
  readonly contract: Vectors;
  readonly files: readonly string[];
  /** The symbol. */
  readonly symbol: string;
}

/** An ABI with the tables to look at. */
export interface Subject {
  /** What reports call it. */
  readonly name: string;
  readonly abi: Abi;
  readonly tables: readonly Table[];
}

/** What can only be meant as a file: no ABI's name ends so. */
const fileName = /\.(S|s|o|elf)$/;

/** Finds it. Throws `vectors-not-found`, `unknown-abi`, or what is wrong with an abi.yaml. */
export function findSubject(name: SubjectName): Subject {
  const path = resolve(name.cwd, name.text);
  if (existsSync(path)) {
    return statSync(path).isDirectory() ? folderSubject(name, path) : fileSubject(name, path);
  }
  const [abiName = '', tableName, ...more] = name.text.split('/');
  if (more.length > 0 || fileName.test(name.text)) {
    throw notFound(name.text);
  }
  const abi = findAbi(abiName, name.abiFolders);
  return { name: name.text, abi, tables: tablesOf(abi, tableName) };
}

/** Loads the table. Throws what is wrong with its sources. */
export function openTable(builder: SessionBuilder, { abi }: Subject, table: Table): Session {
  const { contract, files, symbol } = table;
  const place = { file: files[0] ?? abi.directory, line: 1, column: 1 };
  return builder.session({
    id: table.name,
    file: place.file,
    name: table.name,
    place,
    tags: [],
    skip: undefined,
    xfail: undefined,
    abi,
    vectors: { contract, files, table: symbol },
    stubs: [],
    code: [],
    steps: [],
  });
}

function folderSubject({ text }: SubjectName, path: string): Subject {
  if (!existsSync(resolve(path, abiFileName))) {
    throw problem('vectors-not-found', `the folder '${text}' has no ${abiFileName}`, {
      note: 'an ABI is a folder with an abi.yaml beside its vector code',
    });
  }
  const abi = loadAbi(path);
  return { name: text, abi, tables: tablesOf(abi, undefined) };
}

/** A file that is one of its ABI's tables is that table; any other gets the contract of the first. */
function fileSubject({ text, abi: name, table, abiFolders }: SubjectName, path: string): Subject {
  const folder = dirname(path);
  if (name === undefined && !existsSync(resolve(folder, abiFileName))) {
    throw problem('vectors-not-found', `nothing says which ABI the vectors in '${text}' follow`, {
      note: 'give its name with --abi, as in --abi immediate',
    });
  }
  const abi = name === undefined ? loadAbi(folder) : findAbi(name, abiFolders);
  const stem = basename(path).replace(/\.[^.]*$/, '');
  const all = tablesOf(abi, undefined);
  const own = all.find(({ files }) =>
    files.some((file) => file === path || basename(file).replace(/\.[^.]*$/, '') === stem),
  );
  const chosen = table === undefined ? (own ?? all[0]) : all.find(({ symbol }) => symbol === table);
  const base = chosen ?? all[0];
  if (base === undefined) {
    throw problem('vectors-not-found', `the ABI '${abi.name}' has no vectors`);
  }
  return { name: text, abi, tables: [{ ...base, files: [path], symbol: table ?? base.symbol }] };
}

/** Tables that other tables repeat, with more code beside, are left out. */
function tablesOf(abi: Abi, name: string | undefined): Table[] {
  const all = [...abi.vectors.values()].map((contract): Table => ({
    name: contract.name,
    contract,
    files: contract.files,
    symbol: contract.table,
  }));
  if (name === undefined) {
    return all.filter(
      ({ symbol }, index) => all.findIndex((table) => table.symbol === symbol) === index,
    );
  }
  const found = all.filter((table) => table.name === name);
  if (found.length === 0) {
    throw problem('vectors-not-found', `the ABI '${abi.name}' has no vectors '${name}'`, {
      note: `it has ${all.map((table) => table.name).join(', ')}`,
    });
  }
  return found;
}

function notFound(text: string): Error {
  return problem('vectors-not-found', `there are no vectors '${text}'`, {
    note: 'give an ABI, ABI/TABLE, a folder with an abi.yaml, or a file of vectors',
  });
}

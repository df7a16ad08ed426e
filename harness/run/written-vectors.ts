import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Abi } from '../abi/abi.ts';
import type { Patches } from '../abi/patches.ts';
import { suggest } from '../abi/document/suggestion.ts';
import { AbiLibrary, findAbi } from '../abi/library.ts';
import { abiFileName, loadAbi } from '../abi/load.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { StandIns } from '../abi/stand-in.ts';
import { readStubs } from './written-stubs.ts';

/** Files of vectors, and how they are taken: what a command line says besides their names. Plain data. */
export interface ForeignVectors extends Patches {
  /** Sources, objects, or one linked image, which are linked together. */
  readonly files: readonly string[];
  /** The ABI that they follow. */
  readonly abi?: string;
  /** The vectors of that ABI whose contract they have. */
  readonly contract?: string;
  /** The symbol of their table; the contract's if left out. */
  readonly table?: string;
  /** The physical address of the code's lowest byte. */
  readonly load?: bigint;
  /** What may stand before each of their symbols; the contract's if left out. */
  readonly symbolPrefix?: string;
  /** What stands for symbols, as --stub takes it: `NAME` (arriving there ends a call), `NAME=return`, `NAME=data:8`, `NAME=0x10`. */
  readonly stubs?: readonly string[];
}

/** Vectors as a user writes them, on the command line or through the API. Plain data. */
export interface WrittenVectors extends Partial<ForeignVectors> {
  /** An ABI or a folder with an abi.yaml, or one table of either (`ABI/VECTORS`), whose own vectors `files` replace; or more files. */
  readonly names: readonly string[];
  /** What reports call them; the names if left out. */
  readonly title?: string;
  /** Every table of an ABI, those too that have another's code with more besides: what they declare is their own. */
  readonly whole?: true;
  readonly cwd: string;
  readonly abiFolders: readonly string[];
  /** What stands for symbols that the ABI says nothing of. */
  readonly commonStandIns?: StandIns;
}

/** Code by the names that a user writes: an ABI's, or files, which may follow none. */
export interface NamedCode {
  readonly name: string;
  /** Undefined: files without a known ABI. */
  readonly abi: Abi | undefined;
  /** Of an ABI named as `ABI/VECTORS`. */
  readonly contract: string | undefined;
  /** Absolute; empty where the ABI's own are meant. */
  readonly files: readonly string[];
}

/**
 * What the names mean. Throws `vectors-not-found`, `unknown-abi`, `abi-not-found`, what is wrong with an abi.yaml, and `bad-usage`
 * for an option of files where there are none.
 */
export function findCode(written: WrittenVectors): NamedCode {
  const code = findNamed(written);
  return { ...code, name: written.title ?? code.name };
}

function findNamed(written: WrittenVectors): NamedCode {
  const { names, files: more = [], cwd, abiFolders } = written;
  const [first = '', ...others] = names;
  const isFile = (name: string): boolean => isFileName(name, written);
  const fileNames = [...names.filter(isFile), ...more];
  checkFiles(fileNames, cwd);
  if (first === '' || isFile(first)) {
    const other = others.find((name) => !isFile(name));
    if (other !== undefined) {
      throw together(other);
    }
    const files = fileNames.map((name) => resolve(cwd, name));
    const name = fileNames.join(' ');
    return { name, abi: abiOfFiles(files, written), contract: written.contract, files };
  }
  if (others.length > 0) {
    throw together(first);
  }
  const { abi: name, contract: own, table, load, symbolPrefix } = written;
  checkOptions(writtenOptions({ abi: name, contract: own, table, load, symbolPrefix }), fileNames);
  if (written.abi !== undefined) {
    throw problem('bad-usage', `'${first}' names the ABI already: --abi cannot say another one`);
  }
  const folder = namedFolder(first, cwd);
  const [abiName = '', tableOfAbi] = first.split('/');
  const abi = folder === undefined ? findAbi(abiName, abiFolders) : loadAbi(folder.directory);
  const contract = folder === undefined ? tableOfAbi : folder.table;
  return {
    name: more.length > 0 ? more.join(' ') : first,
    abi,
    contract: contract ?? written.contract,
    files: more.map((name) => resolve(cwd, name)),
  };
}

/** The folder of an ABI that a path names: the folder itself, its abi.yaml, or with a table of it, as `./mine/stub`. */
function namedFolder(
  name: string,
  cwd: string,
): { readonly directory: string; readonly table?: string } | undefined {
  const path = resolve(cwd, name);
  const parent = dirname(path);
  if (basename(path) === abiFileName) {
    return { directory: parent };
  }
  if (existsSync(path)) {
    return { directory: path };
  }
  const isTable = name.includes('/') && existsSync(join(parent, abiFileName));
  return isTable ? { directory: parent, table: basename(path) } : undefined;
}

/**
 * Checks what stands for the vectors of fixtures. Throws `vectors-not-found`, `bad-usage` for an option without a file, and
 * `bad-option-value` for a stub.
 */
export function checkForeign(foreign: ForeignVectors, cwd: string): void {
  checkFiles(foreign.files, cwd);
  checkOptions(writtenOptions(foreign), foreign.files);
  readStubs(foreign.stubs);
}

/** Throws `vectors-not-found` for a file that is not there, or a folder. */
function checkFiles(names: readonly string[], cwd: string): void {
  for (const name of names) {
    const path = resolve(cwd, name);
    if (!existsSync(path)) {
      throw notFound(name, path);
    }
    if (statSync(path).isDirectory()) {
      throw problem('vectors-not-found', `'${name}' is a folder, and no file of vectors`, {
        note: 'a folder with an abi.yaml is named as an ABI is',
      });
    }
  }
}

/** What says something of files, by the option's name. */
function writtenOptions(
  foreign: Omit<
    { readonly [Key in keyof ForeignVectors]?: ForeignVectors[Key] | undefined },
    'files'
  >,
): Record<string, unknown> {
  const { abi, contract, table, load, symbolPrefix, alternatives, callbacks, stubs } = foreign;
  return {
    abi,
    contract,
    table,
    load,
    'symbol-prefix': symbolPrefix,
    alternative: alternatives,
    callback: callbacks,
    stub: stubs,
  };
}

/** Throws `bad-usage` for an option that says something of files, where there are none. */
function checkOptions(options: Readonly<Record<string, unknown>>, files: readonly string[]): void {
  const idle = Object.keys(options).find((name) => options[name] !== undefined);
  if (files.length === 0 && idle !== undefined) {
    throw problem('bad-usage', `--${idle} says something of files of vectors, and none is named`, {
      note: 'name them with --vectors FILE; one table of an ABI is ABI/VECTORS, as in immediate/kvm',
    });
  }
}

/** Whether any of the names is a file's, or stands for one. */
export function hasFiles(written: WrittenVectors): boolean {
  const { names, files = [] } = written;
  return files.length > 0 || names.some((name) => isFileName(name, written));
}

/** What can only be meant as a file: no ABI's name ends so. */
const fileExtension = /\.(S|s|o|elf)$/;

/** Whether a name is a file's. What is not there is one where it cannot be an ABI's. */
function isFileName(name: string, { cwd }: WrittenVectors): boolean {
  const stats = statSync(resolve(cwd, name), { throwIfNoEntry: false });
  return stats === undefined
    ? fileExtension.test(name) ||
        (name.split('/').length > 2 && namedFolder(name, cwd) === undefined)
    : !stats.isDirectory() && basename(name) !== abiFileName;
}

function abiOfFiles(
  [file = '']: readonly string[],
  { abi, abiFolders }: WrittenVectors,
): Abi | undefined {
  const folder = dirname(file);
  return abi === undefined ? new AbiLibrary([]).load(folder) : findAbi(abi, abiFolders);
}

function notFound(name: string, path: string): Error {
  const folder = dirname(path);
  const near = existsSync(folder) ? suggest(basename(path), readdirSync(folder)) : undefined;
  return problem('vectors-not-found', `there are no vectors '${name}'`, {
    note: near ?? 'give an ABI, its folder, one table of it (immediate/kvm), or files of vectors',
  });
}

function together(name: string): Error {
  return problem('bad-usage', `'${name}' cannot stand with other names: it is no file of vectors`, {
    note: 'files are linked together; an ABI, ABI/VECTORS or a folder stands alone',
  });
}

import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AbiLibrary } from './abi/library.ts';
import type { Abi } from './abi/abi.ts';
import { createAssembler } from './assembler/assemble.ts';
import { assembleWithGnu, viewOfObject } from './testing/assembler/gnu-object.ts';
import { describeWith } from './testing/tools.ts';
import { preprocess } from './assembler/preprocess.ts';

/** Every source that comes with hcall is the same object as GNU as makes of it: bytes, symbols and relocations. */

const checkout = join(import.meta.dirname, '..');
const library = new AbiLibrary([join(checkout, 'asm')]);

function sourcesIn(...folder: readonly string[]): string[] {
  return readdirSync(join(checkout, ...folder))
    .filter((name) => name.endsWith('.S'))
    .map((name) => join(...folder, name));
}

function known(abi: Abi | undefined): Abi {
  if (abi === undefined) {
    throw new Error('there is no such ABI');
  }
  return abi;
}

const abiOf = (name: string): Abi => known(library.find(name));

const rows = [
  ...library
    .names()
    .flatMap((name) => sourcesIn('asm', name).map((path) => ({ path, abi: abiOf(name) }))),
  ...sourcesIn('fixtures', 'broken').map((path) => ({ path, abi: abiOf('immediate') })),
  ...sourcesIn('fixtures', 'reports').map((path) => ({
    path,
    abi: known(library.load(join(checkout, 'fixtures', 'reports'))),
  })),
];

const assembler = await createAssembler();

describeWith('binutils', 'the same object as GNU as, of every source', () => {
  test.each(rows)('$path', ({ path, abi }) => {
    const file = join(checkout, path);
    const options = { includePaths: abi.includes, defines: abi.defines };
    const text = preprocess(file, readFileSync(file, 'utf8'), options);
    const object = assembler.assemble({ path: file }, options);
    expect(viewOfObject(object)).toEqual(assembleWithGnu(text));
  });
});

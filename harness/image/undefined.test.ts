import { expect, test } from '@jest/globals';
import { createAssembler } from '../assembler/assemble.ts';
import { undefinedSymbols } from './undefined.ts';

const assembler = await createAssembler();

/** `name use` of each symbol. */
function found(text: string): string[] {
  const object = assembler.assemble({ path: 'a.S', text }, { includePaths: [], defines: [] });
  return [...undefinedSymbols([object])].map(([name, use]) => `${name} ${use}`);
}

test('branches only lead there', () => {
  expect(found(' b c\n bl b\n b.eq d\n cbz x0, e\n tbz x0, #1, f\n')).toEqual([
    'b branch',
    'c branch',
    'd branch',
    'e branch',
    'f branch',
  ]);
});

test.each([
  ['an address', ' adr x0, a\n'],
  ['a page', ' adrp x0, a\n'],
  ['a part of a page', ' add x0, x0, :lo12:a\n'],
  ['a load', ' ldr x0, [x0, :lo12:a]\n'],
  ['a load of the address', ' ldr x0, =a\n'],
  ['a literal', ' ldr x0, a\n'],
  ['a pointer', '.quad a\n'],
  ['a distance', '.word a - .\n'],
  ['a branch and a pointer', ' bl a\n.quad a\n'],
  ['a pointer and a branch', '.quad a\n bl a\n'],
])('%s is an address', (_, text) => {
  expect(found(text)).toEqual(['a address']);
});

test.each([
  ['a move', ' movz x0, #:abs_g0:a\n'],
  ['a word', '.word a\n'],
  ['a half-word', '.hword a\n'],
  ['a move and a branch', ' bl a\n movz x0, #:abs_g0:a\n'],
])('%s needs a number', (_, text) => {
  expect(found(text)).toEqual(['a number']);
});

test.each([
  ['what is defined', ' bl a\na: ret\n'],
  ['what is global', '.globl a\n bl a\na: ret\n'],
  ['a weak reference', '.weak a\n bl a\n'],
  ['a label of one file', ' bl .La\n'],
  ['what the kernel reads at boot', '.section .altinstructions, "a"\n.word a - .\n'],
  ['what is not loaded', '.section .debug, ""\n.quad a\n'],
])('%s is not asked for', (_, text) => {
  expect(found(text)).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

const house = import.meta.dirname;

/** The only room that takes instruction words apart. */
const table = join('architecture', 'a64');

/** Rooms and files whose numbers of 32 bits are no instructions, and what they are. */
const otherNumbers: Readonly<Record<string, string>> = {
  'architecture/esr.ts': 'fields of ESR',
  'architecture/function-identifier.ts': 'function identifiers of the SMC calling convention',
  'architecture/exception-return.ts': 'bits of SPSR in AArch32 state',
  'image/elf/elf-header.ts': 'the magic number of ELF files',
  'assembler/special-sections.ts': 'types and flags of ELF sections',
  'calls/compared.ts': 'the flags in PSTATE',
  'machine/requirements.ts': 'sizes of addresses in TCR_ELx',
  'assembler/encoder/text-table.ts': 'a prime of a hash',
  'machine/qemu/emulator.ts': 'where the emulator has RAM',
  'machine/unicorn/binding.ts': "Unicorn's own numbers",
  'testing/flow/bench.ts': 'instructions of the tests that use it, as GNU as makes them',
  'testing/random.ts': 'a generator of random numbers',
  'testing/expression/random-expression.ts': 'a polynomial of CRC-32',
};

/** Where a number that is no instruction yet becomes one, or what it stands for may be one. */
const makers: Readonly<Record<string, string>> = {
  'assembler/directives/data.ts': '.inst',
  'assembler/directives/relocation.ts': '.nop',
  'assembler/encoder/compiled-syntax.ts': 'the fixed bits of a syntax',
  'assembler/encoder/familiar-mnemonic.ts': 'the bits of all operands together',
  'assembler/instruction.ts': 'room for an instruction that later text decides',
  'assembler/relocation.ts': 'what a relocation patches is a datum or an instruction',
  'image/move-instruction.ts': 'what a relocation gives',
  'testing/assembler/encoder/sample.ts': 'random instructions',
  'machine/execution.ts': 'no instruction, where none could be fetched',
};

/** Tables of their own, written from the manual: the machine is compared with them, so that they may share nothing. */
const independent = ['trap-matrix', 'translation-matrix'].map((name) =>
  join('testing', 'machine', name),
);

const sources = readdirSync(house, { recursive: true, encoding: 'utf8' }).filter(
  (file) =>
    file.endsWith('.ts') &&
    !file.endsWith('.test.ts') &&
    ![table, ...independent].some((folder) => file.startsWith(folder + sep)),
);

const blank = (part: string): string => part.replaceAll(/[^\n]/g, ' ');

/** The code of a source by line, without comments and texts. */
function codeOf(text: string): string[] {
  return text
    .replaceAll(
      /\/\*.*?\*\/|\/\/[^\n]*|`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/gs,
      blank,
    )
    .split('\n');
}

const masked = /\b(?:[a-z]\w*Word|word)\)?\s*(?:<<|>>>?|&(?!&)|\|(?!\|)|\^)/;
const maskedBehind = /(?:<<|>>>?|(?<!&)&|(?<!\|)\||\^|~)\s*\(?(?:[a-z]\w*Word|word)\b/;
/** Eight digits, but for all ones, and for what is a bigint. */
const number = /\b0x(?!ffff_?ffff)[\da-f]{4}_?[\da-f]{4}\b/i;

function linesWith(file: string, pattern: RegExp): string[] {
  return codeOf(readFileSync(join(house, file), 'utf8')).flatMap((line, index) =>
    pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
  );
}

test.each([
  ['word >>> 5', masked],
  ['(word & 0x1f) === 31', masked],
  ['firstWord << 3', masked],
  ['bits | word', maskedBehind],
  ['~word', maskedBehind],
  ['0x7f80_0000', number],
  ['0xd503201f', number],
])("what is looked for: '%s'", (line, pattern) => {
  expect(pattern.test(line)).toBe(true);
});

test.each([
  ['word === 0 && other', masked],
  ['password | other', masked],
  ['(): InstructionWord | undefined', masked],
  ['number | word.length', masked],
  ['first || word', maskedBehind],
  ['0xffff_ffff', number],
  ['0x4000_0000n', number],
])("what is not: '%s'", (line, pattern) => {
  expect(pattern.test(line)).toBe(false);
});

test('only the table of A64 masks and shifts instruction words', () => {
  expect(sources.flatMap((file) => linesWith(file, masked))).toEqual([]);
  expect(sources.flatMap((file) => linesWith(file, maskedBehind))).toEqual([]);
});

test('only the table of A64 has instructions and their masks as numbers', () => {
  const found = sources
    .filter((file) => !Object.hasOwn(otherNumbers, file.replaceAll(sep, '/')))
    .flatMap((file) => linesWith(file, number));
  expect(found).toEqual([]);
});

test('words come from bytes, or from the table', () => {
  const found = sources
    .filter((file) => !Object.hasOwn(makers, file.replaceAll(sep, '/')))
    .flatMap((file) => linesWith(file, /\binstructionWord\(|\bas InstructionWord\b/));
  expect(found).toEqual([]);
});

test('every exception is needed', () => {
  const needless = [
    ...Object.keys(otherNumbers).filter((file) => linesWith(file, number).length === 0),
    ...Object.keys(makers).filter((file) => linesWith(file, /\binstructionWord\(/).length === 0),
  ];
  expect(needless).toEqual([]);
});

import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { assembleWithGnu, viewOfObject } from '../testing/assembler/gnu-object.ts';
import { objectCases } from '../testing/assembler/object-cases.ts';
import { describeWith } from '../testing/tools.ts';
import { createAssembler } from './assemble.ts';

const assembler = await createAssembler();

function assemble(text: string) {
  return assembler.assemble({ path: 'source.s', text });
}

describe('objects, byte for byte', () => {
  test.each(objectCases)('$feature', ({ source, expected }) => {
    expect(viewOfObject(assemble(source))).toEqual(expected);
  });
});

describeWith('binutils', 'these are the objects of GNU as', () => {
  test.each(objectCases)('$feature', ({ source, expected }) => {
    expect(assembleWithGnu(source)).toEqual(expected);
  });
});

// binutils 2.40, gas/write.c: the two sizes of the number would follow each other for ever, so that four bytes of padding are added.
test('a number that bounces between two sizes is stopped by padding', () => {
  const { sections } = assemble(
    '.data\n.balign 4\n.byte 0, 0\n.uleb128 b - a\na: .skip 16383\n.balign 4\nb: .byte 1\n',
  );
  const data = sections.find(({ name }) => name === '.data');
  expect(data?.size).toBe(16393);
  expect([...(data?.bytes.subarray(0, 5) ?? [])]).toEqual([0, 0, 0x83, 0x80, 1]);
});

// ELF gABI, "Symbol Table": a file's local symbols stand behind its name, all local ones before the global ones.
test('symbols are in the order of an object file', () => {
  const { symbols } = assemble(
    'bl u\n.file "x.c"\n.globl g\ng: nop\na: nop\n.file "y.c"\nb: nop\n.quad b\n',
  );
  expect(symbols.map(({ name, type }) => `${name} ${type}`)).toEqual([
    '.text section',
    'x.c file',
    'a none',
    'y.c file',
    'b none',
    'u none',
    'g none',
  ]);
});

// binutils 2.40: the symbol table has 11 for it, as the fragment of the place begins at 8.
test('a number for other files whose name was a place is refused', () => {
  const text = 'nop\n.balign 8\n.globl v\nv = .\n.quad v\nv = 3\n';
  expect(() => assemble(text)).toThrow("'v' was a place before");
  expect(() => assemble(text.replace('.globl v', ''))).not.toThrow();
});

describe('warnings about lines', () => {
  test.each([
    ['in a section without code', '.file 1 "a"\n.data\n.loc 1 1\n.loc 1 2\n', 'line-ignored 3'],
    ['without .debug_info', '.file 1 "a"\n.loc 1 1\nnop\n', 'debug-information-partial 2'],
  ])('%s', (_name, text, expected) => {
    const heard: string[] = [];
    const onWarning = ({ code, place }: Diagnostic) => heard.push(`${code} ${place?.line}`);
    assembler.assemble({ path: 'source.s', text }, { onWarning });
    expect(heard).toContain(expected);
  });
});

describe('what is refused, with its code and place', () => {
  test.each([
    ['a number that is not known in this file', '.uleb128 a\n', 'not-absolute 1:10'],
    ['a number of two sections', '.uleb128 a - b\na:\n.data\nb:\n', 'not-absolute 1:10'],
    ['a size that depends on itself', 'a: .skip b - a + 1\nb:\n', 'not-absolute 1:1'],
    [
      'a distance that goes back in the code',
      '.section .eh_frame\n.4byte a\n.4byte 0\n.byte 1, 0, 1, 0\n.balign 8\na:.4byte b\n.quad 0\n.4byte 0\n.4byte 0\n.byte 4\n.4byte -4\nb:\n',
      'value-out-of-range 11:8',
    ],
    ['a signed distance over a fill', 'a: .fill 4\n.sleb128 . - a\n', 'bad-expression 2:10'],
    ['and over a large one', 'a: .skip 300\nb: .sleb128 1 + b - a\n', 'bad-expression 2:13'],
    ['a common symbol made local', '.comm a, 4\n.local a\n.comm a, 4\n', 'symbol-redefined 3:1'],
    ['a file that no .file names', '.loc 1 1\n', 'file-number-unknown 1:6'],
    ['a .file with the number of another', '.file 1 "a"\n.file 1 "b"\n', 'symbol-redefined 2:1'],
    ['a first file without its folder', '.file 0 "a"\n', 'syntax-error 1:1'],
    ['an option of .loc', '.file 1 "a"\n.loc 1 1 begin\n', 'syntax-error 2:10'],
    [
      'a view that is another',
      '.file 1 "a"\n.loc 1 1 view -0\n.loc 1 2 view 0\n',
      'value-out-of-range 3:1',
    ],
    [
      'a line table twice',
      '.file 1 "a"\n.loc 1 1\nnop\n.section .debug_line\n.byte 1\n',
      'syntax-error 2:1',
    ],
    [
      'an address of an unknown kind',
      '.cfi_startproc\n.cfi_lsda 1, a\n',
      'value-out-of-range 2:11',
    ],
    ['.nops, as in GNU as', '.nops 4\n', 'unknown-directive 1:1'],
    ['a relocation without a number', '.reloc 0, R_AARCH64_X, a\n', 'bad-relocation 1:11'],
    ['a relocation outside', '.reloc 4, R_AARCH64_ABS64, a\n', 'bad-relocation 1:8'],
    [
      'a relocation elsewhere',
      'nop\n.data\na:\n.text\n.reloc a, R_AARCH64_NONE\n',
      'bad-relocation 5:8',
    ],
    ['a symbol that stands for itself', '.weakref a, b\n.weakref b, a\n', 'symbol-loop 2:10'],
    ['a version without a version', '.symver a, b\n', 'syntax-error 1:12'],
    ['a label with the name of a section', '.section bar, "a"\nbar:\n', 'symbol-redefined 2:1'],
    ['a section with the name of a label', 'foo:\n.section foo, "a"\n', 'symbol-redefined 2:1'],
    [
      'a section with the name of a common symbol',
      '.comm foo, 1\n.section foo, "a"\n',
      'symbol-redefined 2:1',
    ],
    ['a weak common symbol', '.weak a\n.comm a, 4\n', 'symbol-redefined 2:1'],
    ['another name of a common symbol', '.comm a, 4\n.set b, a\n', 'bad-expression 2:1'],
    ['a name of what becomes common', '.set b, a + 4\n.comm a, 4\n', 'bad-expression 1:1'],
    ['a version of a common symbol', '.symver a, a@V\n.comm a, 4\n', 'symbol-redefined 2:1'],
    ['a type that makes a symbol common', '.type a, %common\n', 'syntax-error 1:1'],
    ['a symbol unique in a process', '.type a, %gnu_unique_object\n', 'syntax-error 1:11'],
    ['a size of .nop', '.nop 2\n', 'value-out-of-range 1:1'],
    [
      'two versions of an undefined symbol',
      '.symver a, a@1\n.symver a, a@2\n',
      'symbol-redefined 1:1',
    ],
    ['bytes behind .struct', '.struct 0\n.byte 1\n', 'syntax-error 2:1'],
  ])('%s', (_feature, source, expected) => {
    let found: string | undefined;
    try {
      assemble(source);
    } catch (error) {
      const [first] = error instanceof HcallError ? error.diagnostics : [];
      found = `${first?.code} ${first?.place?.line}:${first?.place?.column}`;
    }
    expect(found).toBe(expected);
  });
});

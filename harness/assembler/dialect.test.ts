import { expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { createAssembler } from './assemble.ts';
import { assembleWithGnu, viewOfObject } from '../testing/assembler/gnu-object.ts';
import { describeWith } from '../testing/tools.ts';
import { dialectCases } from '../testing/assembler/dialect-cases.ts';

const assembler = await createAssembler();

/** A test without its reference is skipped by name. */

describeWith('binutils', 'the same object as GNU as', () => {
  test.each(dialectCases)('$feature', ({ source }) => {
    const object = assembler.assemble({ path: 'source.s', text: source });
    expect(viewOfObject(object)).toEqual(assembleWithGnu(source));
  });
});

describeWith('binutils', 'refused as GNU as refuses it', () => {
  const refused: readonly { readonly feature: string; readonly source: string }[] = [
    {
      feature: 'a distance over an alignment in .if',
      source: 'a: nop\n.align 3\n.if . - a\n.endif\n',
    },
    {
      feature: 'a distance over data before code in .if',
      source: '.byte 1\na: nop\n.if . - a\n.endif\n',
    },
    { feature: 'an .org backwards', source: 'nop\nnop\n.org 4\n' },
    { feature: 'a label twice', source: 'a: nop\na: nop\n' },
    { feature: 'a branch to an odd place', source: '.byte 1\na: nop\nb a\n' },
    { feature: 'a symbol in an immediate', source: 'add x0, x1, #elsewhere\n' },
    {
      feature: 'a difference over sections',
      source: '.data\nd: .word 1\n.text\nt: .quad t - d - t\n',
    },
    { feature: 'a required argument that is missing', source: '.macro m a:req\n.endm\nm\n' },
    { feature: 'too many arguments', source: '.macro m a\n.endm\nm 1, 2\n' },
    { feature: 'a byte that needs a relocation', source: '.byte elsewhere\n' },
    { feature: 'an .else without an .if', source: '.else\n' },
    { feature: 'a conditional branch too far', source: 'a: nop\n.skip 0x100000\nb.eq a\n' },
    { feature: 'an .inst with a symbol', source: '.inst elsewhere\n' },
    { feature: 'a comparison of sections', source: '.data\nd:\n.text\n.if d == .\n.endif\n' },
  ];
  test.each(refused)('$feature', ({ source }) => {
    expect(() => assembler.assemble({ path: 'source.s', text: source })).toThrow(HcallError);
    expect(assembleWithGnu(source)).toHaveProperty('errors');
  });
});

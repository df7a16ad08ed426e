import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { createAssembler } from './assemble.ts';

const assembler = await createAssembler();

function assemble(text: string) {
  return assembler.assemble({ path: 'source.s', text: `${text}\n` });
}

// Words and relocations as GNU as 2.40 gives them; the numbers are those of AAELF64.
describe('operators of the global offset table and of thread-local storage', () => {
  test.each([
    ['adrp x0, :got:v', 0x90000000, 311],
    ['movz x0, :gotoff_g1:v', 0xd2a00000, 302],
    ['ldr x0, [x1, :gotoff_lo15:v]', 0xf9400020, 310],
    ['movk x0, :gottprel_g0_nc:v', 0xf2800000, 540],
    ['movz x0, :gottprel_g1:v', 0xd2a00000, 539],
    ['adrp x0, :gottprel:v', 0x90000000, 541],
    ['ldr x0, :gottprel:v', 0x58000000, 543],
    ['ldr x0, [x1, :gottprel_lo12:v]', 0xf9400020, 542],
    ['adr x0, :tlsgd:v', 0x10000000, 512],
    ['adrp x0, :tlsgd:v', 0x90000000, 513],
    ['add x0, x1, :tlsgd_lo12:v', 0x91000020, 514],
    ['movk x0, :tlsgd_g0_nc:v', 0xf2800000, 516],
    ['movz x0, :tlsgd_g1:v', 0xd2a00000, 515],
    ['adr x0, :tlsdesc:v', 0x10000000, 561],
    ['adrp x0, :tlsdesc:v', 0x90000000, 562],
    ['ldr x0, :tlsdesc:v', 0x58000000, 560],
    ['add x0, x1, :tlsdesc_lo12:v', 0x91000020, 564],
    ['ldr x0, [x1, :tlsdesc_lo12:v]', 0xf9400020, 563],
    ['movk x0, :tlsdesc_off_g0_nc:v', 0xf2800000, 566],
    ['movz x0, :tlsdesc_off_g1:v', 0xd2a00000, 565],
    ['adrp x0, :tlsldm:v', 0x90000000, 518],
    ['add x0, x1, :tlsldm_lo12_nc:v', 0x91000020, 519],
    ['ldrb w0, [x1, :dtprel_lo12:v]', 0x39400020, 531],
    ['ldrh w0, [x1, :dtprel_lo12_nc:v]', 0x79400020, 534],
    ['add x0, x1, :dtprel_hi12:v', 0x91000020, 528],
    ['movn x0, :dtprel_g0:v', 0x92800000, 526],
    ['movk x0, :dtprel_g1_nc:v', 0xf2a00000, 525],
    ['movz x0, :dtprel_g2:v', 0xd2c00000, 523],
    ['movn x0, :tprel_g0:v', 0x92800000, 547],
    ['movk x0, :tprel_g0_nc:v', 0xf2800000, 548],
    ['movz x0, :tprel_g1:v', 0xd2a00000, 545],
    ['movk x0, :tprel_g1_nc:v', 0xf2a00000, 546],
    ['movz x0, :tprel_g2:v', 0xd2c00000, 544],
    ['add x0, x1, :tprel_hi12:v', 0x91400020, 549],
    ['add x0, x1, :tprel_lo12:v', 0x91000020, 550],
    ['ldrsw x0, [x1, :tprel_lo12:v]', 0xb9800020, 556],
    ['add x0, x1, :tprel_lo12_nc:v', 0x91000020, 551],
    ['ldr d0, [x1, :tprel_lo12_nc:v]', 0xfd400020, 559],
    ['ldr x0, [x1, :gotpage_lo15:v]', 0xf9400020, 313],
  ])('%s', (text, word, type) => {
    const { sections, symbols, relocations } = assemble(text);
    expect(Buffer.from(sections[0]?.bytes ?? []).readUInt32LE(0)).toBe(word);
    expect(relocations).toMatchObject([{ section: 0, offset: 0, type, addend: 0n }]);
    expect(symbols).toMatchObject([
      { name: 'v', section: 'undefined', type: type >= 512 ? 'thread-local' : 'none' },
    ]);
  });
});

describe('an operator where no relocation is', () => {
  test.each([
    ['MOVK of a number that must fit whole', 'movk x0, #:tprel_g0:v'],
    ['MOV, which chooses its instruction by the number', 'mov x0, #:tprel_g0:v'],
    ['a size without a relocation', 'ldr q0, [x1, #:dtprel_lo12:v]'],
    ['an address of a page', 'adr x0, :gottprel:v'],
    ['a name of Object', 'adrp x0, :constructor:v'],
  ])('%s', (_name, text) => {
    expect(() => assemble(text)).toThrow(HcallError);
  });
});

test('symbols of thread-local sections keep their names in relocations', () => {
  const { sections, symbols, relocations } = assemble(
    [
      '.section .tdata,"awT",@progbits',
      'own: .word 7',
      '.section .tbss,"awT",@nobits',
      '.skip 4',
      'empty: .skip 4',
      '.tls_common shared, 8, 8',
      '.type declared, %tls_object',
      '.data',
      '.quad own + 4, empty',
    ].join('\n'),
  );
  const flags = { alloc: true, write: true, execute: false, threadLocal: true };
  expect(sections.slice(3)).toMatchObject([
    { name: '.tdata', flags, type: 'progbits', size: 4 },
    { name: '.tbss', flags, type: 'nobits', size: 8 },
  ]);
  expect(symbols.map(({ name, section, type }) => `${name} ${section} ${type}`)).toEqual([
    'own 3 thread-local',
    'empty 4 thread-local',
    'shared common thread-local',
    'declared undefined thread-local',
  ]);
  expect(relocations).toMatchObject([
    { offset: 0, type: 257, symbol: 0, addend: 4n },
    { offset: 8, type: 257, symbol: 1, addend: 0n },
  ]);
});

test('directives mark the instructions of a call through a descriptor', () => {
  const { relocations } = assemble(
    '.tlsdescldr v\nldr x1, [x0]\n.tlsdescadd v\nadd x0, x0, 0\n.tlsdesccall v\nblr x1',
  );
  expect(relocations).toMatchObject([
    { offset: 0, type: 567 },
    { offset: 4, type: 568 },
    { offset: 8, type: 569 },
  ]);
});

import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { SourceText } from './document/source.ts';
import { readAbi } from './load.ts';

/** An ABI whose second line is its region, and whose last two its operation and its exit. */
function read(context: string, operation = '', exit = '') {
  const text = `selector: immediate
regions: { vcpu: { at: tpidr_el2, size: 0x400, pointers: { 0x3f8: vcpu }, context: { ${context} } }, other: { at: x0, size: 8 } }
vectors: {}
operations: { RUN: { number: 1${operation} } }
exits: { out: { outcome: guest-exit${exit} } }
`;
  return readAbi(new SourceText('abi.yaml', text), '/abis/mine', () => true);
}

function mistakes(...parts: Parameters<typeof read>): string[] {
  try {
    read(...parts);
    return [];
  } catch (error) {
    return error instanceof HcallError
      ? error.diagnostics.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`)
      : ['no mistake of the user'];
  }
}

describe('a context', () => {
  test('has each register at its place', () => {
    const { regions } = read(
      "of: guest, registers: { x28-x30: 0x10, sp_el0: 0x28, v0-v1: 0x30, fpsr: '0x50, 4', fpcr: '0x54, 4' }",
    );
    const { of, cells } = regions.get('vcpu')?.context ?? { of: '', cells: new Map() };
    expect([
      of,
      ...[...cells].map(([name, { offset, size }]) => `${name} ${offset} ${size}`),
    ]).toEqual([
      'guest',
      'x28 16 8',
      'x29 24 8',
      'x30 32 8',
      'sp_el0 40 8',
      'v0 48 16',
      'v1 64 16',
      'fpsr 80 4',
      'fpcr 84 4',
    ]);
  });

  test('is named by who saves and who restores it', () => {
    const abi = read('of: guest, registers: { x0: 0 }', ', restores: [vcpu]', ', saves: []');
    expect([abi.operations.get('RUN')?.restores, abi.operations.get('RUN')?.saves]).toEqual([
      ['vcpu'],
      undefined,
    ]);
    expect(abi.exits.get('out')).toMatchObject({ saves: [] });
  });

  test.each([
    ['an unknown caller', ['of: gest, registers: { x0: 0 }'], ['unknown-origin 2:90']],
    ['an unknown register', ['of: guest, registers: { x31: 0 }'], ['unknown-register 2:110']],
    ['no offset', ['of: guest, registers: { x0: sp_el2 }'], ['not-constant 2:114']],
    [
      'a cell behind the region',
      ['of: guest, registers: { x0-x1: 0x3f0 }'],
      ['region-context 2:117'],
    ],
    [
      'two registers in a cell',
      ['of: guest, registers: { x0-x3: 0, x9: 0x18 }'],
      ['region-context 2:124'],
    ],
    ['parts of two cells', ['of: guest, registers: { v0: 0, x9: 0xc }'], ['region-context 2:121']],
    [
      'a register in the cell of a pointer',
      ['of: guest, registers: { x0: 0x3f8 }'],
      ['region-context 2:114'],
    ],
    [
      'a cell larger than its register',
      ["of: guest, registers: { x0: '0, 16' }"],
      ['region-context 2:114'],
    ],
    ['a cell of 2 bytes', ["of: guest, registers: { x0: '0, 2' }"], ['region-context 2:114']],
    ['a size too many', ["of: guest, registers: { x0: '0, 4, 4' }"], ['region-context 2:114']],
    [
      'a region without one',
      ['of: guest, registers: { x0: 0 }', ', saves: [other]'],
      ['unknown-context 4:41'],
    ],
    [
      'an unknown region',
      ['of: guest, registers: { x0: 0 }', '', ', restores: [vcpo]'],
      ['unknown-context 5:49'],
    ],
  ] as [string, Parameters<typeof read>, string[]][])('%s is refused', (_, parts, expected) => {
    expect(mistakes(...parts)).toEqual(expected);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDisassembler } from '../disassembler/disassembler.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import type { ImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import { openImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import { immediatePart } from './immediate-part.ts';

/** The stub of the immediate ABI, without libunicorn: what is tested here is what asks for calls and puts them in order. */
describe('on the imaginary engine', () => {
  let disassembler: Disassembler;
  let stub: ImaginaryStub;

  beforeAll(async () => {
    disassembler = await createDisassembler();
    stub = await openImaginaryStub();
  });

  afterAll(() => stub.builder.close());

  const scope = { exhaustive: false, traces: false, range: { from: 0, to: 7 } };

  test('a row has the immediates that behave alike, and what they do', () => {
    const { rows, behaviours } = immediatePart(
      { ...stub, disassembler, scope },
      { caller: 'host' },
    );
    const [random] = rows;
    expect(random?.runs).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [2, 2, 2],
      [3, 7, 0],
    ]);
    expect(behaviours.map(({ name }) => name)).toEqual([
      'nothing',
      'x0 = VBAR_EL2',
      'VBAR_EL2 = x0',
    ]);
  });

  test('a value that is given is the row of its register', () => {
    const given = [['x0', '0x40300000']] as const;
    const { rows } = immediatePart(
      { ...stub, disassembler, scope: { ...scope, given } },
      { caller: 'host' },
    );
    expect(rows.map(({ selector }) => [selector.register, selector.value])).toEqual([
      ['x0', '0x40300000'],
    ]);
  });

  test('a caller that there is not is a mistake', () => {
    expect(() => immediatePart({ ...stub, disassembler, scope }, { caller: 'nobody' })).toThrow(
      "there is no caller 'nobody'",
    );
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAssembler } from '../assembler/assemble.ts';
import { createDisassembler } from '../disassembler/disassembler.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import { bundledAbiFolder } from '../installation.ts';
import { SessionBuilder } from '../run/build.ts';
import { resolveVectors } from '../run/vectors.ts';
import { createImaginaryMachine } from '../testing/machine/engines.ts';
import { sweepPart } from './part.ts';
import type { OpenTable } from './service.ts';
import { openProber } from './service.ts';

/** The stub of the immediate ABI, without libunicorn: what is tested here is what asks for calls and puts them in order. */
describe('on the imaginary engine', () => {
  let builder: SessionBuilder;
  let disassembler: Disassembler;
  let stub: OpenTable;

  beforeAll(async () => {
    disassembler = await createDisassembler();
    builder = new SessionBuilder({
      assembler: await createAssembler(),
      createMachine: createImaginaryMachine,
      includes: [],
      defines: [],
    });
    const names = ['immediate/stub'];
    const [table] = resolveVectors({ names, cwd: '/', abiFolders: [bundledAbiFolder] }).tables;
    if (table === undefined) {
      throw new Error('the ABI has no stub');
    }
    stub = openProber(builder, table, { seed: 1, budget: 2000 });
  });

  afterAll(() => builder.close());

  test('a row has the immediates that behave alike, and what they do', () => {
    const scope = { exhaustive: false, traces: false, range: { from: 0, to: 7 } };
    const { rows, behaviours } = sweepPart({ ...stub, disassembler, scope }, { caller: 'host' });
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
});

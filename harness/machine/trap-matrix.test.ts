import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { matrixInstructions } from '../testing/machine/trap-matrix/instruction.ts';
import { cellOf } from '../testing/machine/trap-matrix/manual.ts';
import { MatrixMachine } from '../testing/machine/trap-matrix/matrix.ts';
import { pairsOf } from '../testing/machine/trap-matrix/pairs.ts';
import type { Machine } from './machine.ts';
import { createMachine } from './unicorn/unicorn-machine.ts';

/** Each control times each instruction times EL0 and EL1, by the machine and by the manual. */

let machine: Machine;
let matrix: MatrixMachine;

beforeAll(() => {
  machine = createMachine();
  matrix = new MatrixMachine(machine);
});

afterAll(() => machine.close());

/** What some control traps; scripts/trap-matrix has the others too, which run or are UNDEFINED whatever the controls. */
const trapped = matrixInstructions.filter(({ text }) =>
  ([0, 1] as const).some((level) => cellOf(text, level).includes('=')),
);

test('the instructions that controls trap', () => {
  expect(trapped.length).toBe(260);
});

test.each(trapped)('$text goes where the manual says', (instruction) => {
  const wrong = [...pairsOf(matrix, instruction)].filter(
    ({ found, expected }) => found !== expected,
  );

  expect(wrong).toEqual([]);
});

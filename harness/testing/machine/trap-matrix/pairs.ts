import type { MatrixInstruction } from './instruction.ts';
import type { Destination, MatrixMachine } from './matrix.ts';
import { expectedDestination } from './matrix.ts';
import type { MatrixSetting } from './setting.ts';
import { matrixSettings } from './setting.ts';

/** One instruction at one level under one setting of the controls. */
export interface Pair {
  readonly setting: string;
  readonly values: MatrixSetting['values'];
  readonly level: 0 | 1;
  readonly expected: Destination;
  /** In whole stretches and in single steps, where these differ. */
  readonly found: Destination;
}

const tge = 1n << 27n;

/** Every setting and level of an instruction; EL1 does not exist under HCR_EL2.TGE. */
export function* pairsOf(matrix: MatrixMachine, instruction: MatrixInstruction): Generator<Pair> {
  matrix.place(instruction);
  for (const { name, values } of matrixSettings) {
    const underTge = ((values.get('hcr_el2') ?? 0n) & tge) !== 0n;
    for (const level of underTge ? ([0] as const) : ([0, 1] as const)) {
      const expected = expectedDestination(instruction, level, values);
      const [fast, stepped] = (['nothing', 'steps'] as const).map((watch) =>
        matrix.destination(level, values, watch),
      );
      const found = fast === stepped ? `${fast}` : `${fast} (in steps ${stepped})`;
      yield { setting: name, values, level, expected, found };
    }
  }
}

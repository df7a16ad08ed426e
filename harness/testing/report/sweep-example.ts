import type { SweepResult, SweptBehaviour } from '../../sweep/sweep-result.ts';
import { exampleHeader } from './example-header.ts';

export function sweptBehaviour(effect: string, more: Partial<SweptBehaviour> = {}): SweptBehaviour {
  return {
    name: effect,
    effect,
    clobbers: [],
    stores: [],
    outcome: 'returned',
    consequence: 'nothing',
    example: { caller: 'host', immediate: 0xa5c3, values: [] },
    proved: true,
    ...more,
  };
}

/** For tests: one table, one caller; immediate 1 does something else than the rest. */
export function sweepExample([rest, one]: readonly [string, string]): SweepResult {
  return {
    ...exampleHeader('sweep'),
    vectors: 'vectors',
    abi: 'vectors',
    restrictions: [],
    assumptions: [],
    behaviours: [
      sweptBehaviour(one, {
        consequence: 'dangerous',
        stores: ['8 bytes at SP_EL2 - 0x8 = x1'],
        example: { caller: 'host', immediate: 1, values: [{ name: 'x0', value: '0x5' }] },
      }),
      sweptBehaviour(rest, { clobbers: ['x17 = 0x16'] }),
    ],
    callers: [
      {
        table: 'stub',
        caller: 'host',
        complete: true,
        classes: [
          { when: 'immediate = 0x1, x0 = 0x5', behaviour: 0 },
          { when: 'immediate != 0x1 or x0 != 0x5', behaviour: 1 },
        ],
      },
    ],
    failures: [],
  };
}

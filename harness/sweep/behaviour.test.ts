import { describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { describeEffect } from './behaviour.ts';
import type { Effect } from './effect.ts';
import { binary, constant, input } from '../expression/expression.ts';
import type { NamedValue } from '../flow/print.ts';

function effect(
  changes: Partial<Record<RegisterName, NamedValue>>,
  more: Partial<Effect> = {},
): Effect {
  return {
    outcome: 'returned',
    end: undefined,
    exception: undefined,
    steady: true,
    calls: [],
    changes: new Map(Object.entries(changes) as [RegisterName, NamedValue][]),
    stores: [],
    ...more,
  };
}

const from = (name: string): NamedValue => input({ kind: 'source', name }, 64);
const number = (value: bigint): NamedValue => constant(value, 64);
const target = binary('and', from('x0'), number(0x7f_ffff_ffffn));

describe('describeEffect', () => {
  test.each<[string, string, Effect]>([
    ['nothing', 'nothing', effect({})],
    ['nothing', 'nothing', effect({ x17: number(0x16n), x18: from('immediate') })],
    ['x0 = VBAR_EL2', 'wrong-value', effect({ x0: from('vbar_el2') })],
    ['VBAR_EL2 = x0', 'dangerous', effect({ vbar_el2: from('x0') })],
    ['x0 = 0xbadca11', 'error', effect({ x0: number(0xbadca11n) })],
    // 0 says that all went well.
    ['x0 = 0x0', 'wrong-value', effect({ x0: number(0n) })],
    // A secret in a scratch register is more than a clobber.
    ['x9 = VTTBR_EL2', 'wrong-value', effect({ x9: from('vttbr_el2') })],
    ['x19 = 0x1', 'dangerous', effect({ x19: number(1n) })],
    [
      'calls x0 & 0x7fffffffff with x1, x2, x3',
      'dangerous',
      effect(
        { x0: from('its result'), x1: from('its x1') },
        { calls: [{ target, arguments: [from('x1'), from('x2'), from('x3')] }] },
      ),
    ],
    [
      'jumps to x1',
      'dangerous',
      effect({}, { outcome: 'jumped', calls: [{ target: from('x1'), arguments: [] }] }),
    ],
    [
      'guest exit, code 1',
      'trap',
      effect({ x0: from('tpidr_el2'), x1: number(1n) }, { outcome: 'guest-exit' }),
    ],
    [
      'spins at el2_sync_invalid',
      'dangerous',
      effect({}, { outcome: 'spun', end: 'el2_sync_invalid' }),
    ],
    ['returns with another PSTATE', 'dangerous', effect({}, { outcome: 'returned-wrong-state' })],
    [
      'nothing; or something else, by registers that no caller sets',
      'dangerous',
      effect({}, { steady: false }),
    ],
  ])('calls it %s: %s', (name, consequence, described) => {
    expect(describeEffect(described)).toMatchObject({ name, consequence });
  });
});

import { noVariant } from './variant.ts';
import { describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { exampleCall } from '../testing/judge/example-call.ts';
import { parts, singleVariants, variants, withoutKnown } from './variants.ts';

const registers = Array.from({ length: 31 }, (_, number) => `x${number}` as RegisterName);

describe('variants', () => {
  const call = exampleCall({ interesting: [2n], declared: new Set(['x0']) });
  const free = registers.filter((register) => register !== 'x0');
  const withTwo = [...variants(call)].filter(({ changes }) => [...changes.values()][0] === 2n);

  test('give every undeclared register each value, apart from any other register', () => {
    const inseparable = free.flatMap((one) =>
      free
        .filter((other) => other !== one)
        .filter((other) => !withTwo.some(({ changes }) => changes.has(one) && !changes.has(other)))
        .map((other) => `${one} from ${other}`),
    );
    expect(inseparable).toEqual([]);
  });

  test('leave declared registers alone', () => {
    const touched = [...variants(call), ...singleVariants(call)].filter(({ changes }) =>
      changes.has('x0'),
    );
    expect(touched).toEqual([]);
  });

  test('try what wrong code might test for, and what the call was given', () => {
    const values = new Set(
      [...variants(call)]
        .filter(({ changes }) => changes.has('x7'))
        .map(({ changes }) => changes.get('x7')),
    );
    values.delete([...variants(call)][0]?.changes.get('x7'));
    expect([...values]).toEqual([0n, 1n, 0xffff_ffff_ffff_ffffn, 0x16n, 2n, 7n]);
  });

  test('give an AArch32 caller low halves only', () => {
    const narrow = exampleCall({ generalRegisterBits: 32 });
    const wide = [...variants(narrow)].flatMap(({ changes }) =>
      [...changes].filter(([name, value]) => name.startsWith('x') && value >= 1n << 32n),
    );
    expect(wide).toEqual([]);
  });

  test('leave PSTATE alone when the test gives it', () => {
    const given = exampleCall({ declared: new Set(['pstate']) });
    expect([...variants(given)].some(({ changes }) => changes.has('pstate'))).toBe(false);
  });
});

const used = [{ address: 0x100n, bytes: Uint8Array.of(1, 2) }];

test('the parts of a variant are its registers, then the stack', () => {
  const changes = new Map<RegisterName, bigint>([
    ['x1', 1n],
    ['x2', 2n],
  ]);
  const scrambled = new Map<RegisterName, bigint>([['x17', 3n]]);
  expect(parts({ changes, memory: used, scrambled })).toEqual([
    { ...noVariant, changes: new Map([['x1', 1n]]) },
    { ...noVariant, changes: new Map([['x2', 2n]]) },
    { ...noVariant, scrambled },
    { ...noVariant, memory: used },
  ]);
});

test.each<[string, readonly (RegisterName | 'memory')[], unknown]>([
  ['nothing is known', [], { ...noVariant, changes: new Map([['x1', 1n]]), memory: used }],
  ['the register is known', ['x1'], { ...noVariant, memory: used }],
  ['the stack is known', ['memory'], { ...noVariant, changes: new Map([['x1', 1n]]) }],
  ['both are known', ['x1', 'memory'], undefined],
])('what is left of a variant when %s', (_, known, rest) => {
  const variant = { ...noVariant, changes: new Map([['x1', 1n]] as const), memory: used };
  expect(withoutKnown(variant, new Set(known))).toEqual(rest);
});

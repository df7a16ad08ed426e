import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { findCaller } from '../calls/caller.ts';
import { newFlowLanguage } from '../flow/following.ts';
import type { ImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import { openImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import type { Restriction } from './freedom.ts';
import { Freedom } from './freedom.ts';

let stub: ImaginaryStub;
beforeAll(async () => {
  stub = await openImaginaryStub();
});
afterAll(() => stub.builder.close());

const none: Restriction = { registers: new Map() };
const language = newFlowLanguage();

function freedomOf(name: string, restriction = none): Freedom {
  const caller = findCaller(name);
  const start = stub.prober.start({ caller, given: new Map() });
  const { origin } = caller;
  return new Freedom({ language, origin, start, regions: [], held: new Set(['x28']), restriction });
}

test.each<[string, RegisterName, bigint | undefined]>([
  ['host', 'x0', 0xffff_ffff_ffff_ffffn],
  ['host', 'x30', 0xffff_ffff_ffff_ffffn],
  ['aarch32', 'x0', 0xffff_ffffn],
  ['host', 'sp_el0', 0xffff_ffff_ffff_ffffn],
  ['el2', 'sp_el0', undefined],
  ['host', 'sp_el2', undefined],
  ['host', 'x28', undefined],
  ['host', 'vbar_el2', undefined],
  ['host', 'tpidr_el2', undefined],
  ['host', 'hcr_el2', undefined],
  ['host', 'tpidr_el1', 0xffff_ffff_ffff_ffffn],
  ['host', 'vttbr_el2', undefined],
  // VMID[15:0], BADDR and CnP of other processors than this one.
  ['guest', 'vttbr_el2', 0xffff_ffff_ffff_ffffn],
])('of a call of %s, %s may be anything in these bits', (caller, register, bits) => {
  const freedom = freedomOf(caller);
  expect(freedom.freeBits(register)).toBe(bits);
  expect(freedom.isFree(language.sources.register(register))).toBe(bits !== undefined);
});

test.each<[string, Restriction, bigint, boolean]>([
  ['a value in the range', { registers: new Map([['x0', [{ from: 4n, to: 6n }]]]) }, 6n, true],
  ['one above it', { registers: new Map([['x0', [{ from: 4n, to: 6n }]]]) }, 7n, false],
  ['one below it', { registers: new Map([['x0', [{ from: 4n, to: 6n }]]]) }, 3n, false],
  [
    'the last one of all',
    { registers: new Map([['x0', [{ from: 0n, to: (1n << 64n) - 1n }]]]) },
    (1n << 64n) - 1n,
    true,
  ],
  [
    'one of a second range',
    {
      registers: new Map([
        [
          'x0',
          [
            { from: 4n, to: 6n },
            { from: 9n, to: 9n },
          ],
        ],
      ]),
    },
    9n,
    true,
  ],
])('a restriction and %s', (_, restriction, value, holds) => {
  const source = language.sources.register('x0');
  const limits = freedomOf('host', restriction).limitsOf(source) ?? [];
  const evaluate = language.builder.evaluator(() => value);
  const fits = limits.every((limit) => evaluate(limit.expression) === (limit.holds ? 1n : 0n));
  expect(fits).toBe(holds);
});

test('the VTTBR_EL2 of a guest is not 0', () => {
  const source = language.sources.register('vttbr_el2');
  const limits = freedomOf('guest').limitsOf(source) ?? [];
  const fits = [0n, 2n].map((value) => {
    const evaluate = language.builder.evaluator(() => value);
    // Bits that a guest's value has besides are of no interest here.
    return limits.slice(-1).every((each) => evaluate(each.expression) === (each.holds ? 1n : 0n));
  });
  expect(fits).toEqual([false, true]);
});

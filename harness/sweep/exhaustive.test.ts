import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findCaller } from '../calls/caller.ts';
import type { Prober } from '../calls/prober.ts';
import { InstalledSolver } from '../solver/installed-smt.ts';
import type { ImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import { openImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import { exploreCaller } from './caller-exploration.ts';
import { waysNotGone } from './exhaustive.ts';

const smt = new InstalledSolver();
let stub: ImaginaryStub;
beforeAll(async () => {
  stub = await openImaginaryStub();
});
afterAll(async () => {
  stub.builder.close();
  await smt.close();
});

/** The prober, whose executed HVC #5 leaves a 5 in x1. */
function wrongWithFive(prober: Prober): Prober {
  const callFrom: Prober['callFrom'] = (...given) => {
    const record = prober.callFrom(...given);
    if (given[3]?.real === true && given[2] === 5) {
      record.after.set('x1', 5n);
    }
    return record;
  };
  return new Proxy(prober, {
    get: (target, name) => {
      const own: unknown = Reflect.get(target, name, target);
      return name === 'callFrom' ? callFrom : typeof own === 'function' ? own.bind(target) : own;
    },
  });
}

test.each<[string, (prober: Prober) => Prober, bigint[]]>([
  ['right', (prober) => prober, []],
  // HVC #5 is neither 1 nor 2: the immediate of the call that showed that way.
  ['wrong with one immediate', wrongWithFive, [0n]],
])('finds the ways that a stub does not go which is %s', async (_, made, expected) => {
  const situation = { caller: findCaller('host'), given: new Map() };
  const restriction = { registers: new Map(), immediates: [{ from: 0n, to: 15n }] };
  const explored = await exploreCaller({ ...stub, smt, mostPaths: 512 }, situation, {
    restriction,
  });
  const wrong = waysNotGone({ ...stub, prober: made(stub.prober) }, explored);
  const { immediate } = explored.language.sources;
  expect([...wrong].map(({ flow }) => flow.base(immediate, 16))).toEqual(expected);
});

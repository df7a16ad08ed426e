import { expect, test } from '@jest/globals';
import { bundledAbiFolder } from '../installation.ts';
import { compare } from './compare.ts';

/*
 * A pair for each way in which the tables of two ABIs meet; scripts/check-comparisons has all pairs.
 */

const folders = { cwd: '/', abiFolders: [bundledAbiFolder] };

/** Calls that are made for the first of two ABIs: from whom, from which table on which, and how many come to what. */
async function countsOf(a: string, b: string): Promise<readonly string[]> {
  const { unconverted, failures } = await compare({
    a: { names: [a], ...folders },
    b: { names: [b], ...folders },
    tools: { seed: 1, includes: [], defines: [] },
    exhaustive: false,
    slots: false,
    callers: [],
    traces: false,
    jobs: 1,
  });
  expect(failures).toEqual([]);
  const counts = new Map<string, number>();
  for (const { from, table, on = table, caller = 'host', consequence } of unconverted) {
    const [own, other] = from === 'a' ? [a, b] : [b, a];
    const key = `${own}/${table} on ${other}/${on}, ${caller}: ${consequence}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key} ${count}`);
}

test.each([
  // Tables of the same names, and one that the first alone has, which meets nothing.
  [
    'x0',
    'function-id',
    [
      // x0 = 0 sets vectors there; what is no number of the stub is an error.
      'x0/stub on function-id/stub, host: dangerous 1',
      'x0/stub on function-id/stub, host: error 2',
      'x0/kvm on function-id/kvm, host: error 1',
      'x0/kvm on function-id/kvm, host: same 2',
      'function-id/stub on x0/stub, host: wrong-value 1',
      'function-id/stub on x0/stub, host: dangerous 3',
      'function-id/kvm on x0/kvm, host: wrong-value 1',
      'function-id/kvm on x0/kvm, host: dangerous 2',
      'function-id/kvm on x0/kvm, host: same 1',
    ],
  ],
  // No table of the same name: each on each, and who makes a call is who its table is for.
  [
    'x0',
    'xen',
    [
      'x0/stub on xen/guest, host: trap 3',
      'x0/kvm on xen/guest, host: trap 3',
      'x0/kvm-4.6 on xen/guest, host: trap 3',
      'xen/guest on x0/stub, guest: dangerous 5',
      'xen/guest on x0/kvm, guest: trap 5',
      'xen/guest on x0/kvm-4.6, guest: trap 5',
    ],
  ],
  // Tables of guests.
  [
    'psci',
    'kvm-nvhe-guest',
    [
      'psci/guest on kvm-nvhe-guest/guest, guest: trap 15',
      'kvm-nvhe-guest/guest on psci/guest, guest: error 4',
    ],
  ],
  // One table each: the same vectors, in two states.
  [
    'xen',
    'xen-aarch32',
    [
      'xen/guest on xen-aarch32/guest, guest: same 5',
      'xen-aarch32/guest on xen/guest, aarch32: same 5',
    ],
  ],
  // KVM answers the workarounds of a guest; x1 of the second is 0 by another way, and so counts as another value.
  [
    'kvm-nvhe-guest',
    'function-id',
    [
      'kvm-nvhe-guest/guest on function-id/stub, guest: error 4',
      'kvm-nvhe-guest/guest on function-id/kvm, guest: same 3',
      'kvm-nvhe-guest/guest on function-id/kvm, guest: wrong-value 1',
      'function-id/stub on kvm-nvhe-guest/guest, host: trap 4',
      'function-id/kvm on kvm-nvhe-guest/guest, host: trap 4',
    ],
  ],
] as const)('what calls of %s and %s are on the other', async (a, b, counts) => {
  expect([...(await countsOf(a, b))].toSorted()).toEqual([...counts].toSorted());
});

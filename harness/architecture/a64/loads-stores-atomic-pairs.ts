import type { Form, Meaning } from './form.ts';
import { form } from './form.ts';
import { baseAddress, exchange, loaded, loadedInto, unless } from './load-store.ts';
import type { Operate } from './loads-stores-atomic.ts';
import { clearBits, swap } from './loads-stores-atomic.ts';
import type { Fields } from './pattern.ts';
import { or, x } from './values.ts';

const size = 8;

/** By the bits 15:12. */
const operations: readonly (readonly [name: string, bits: string, Operate])[] = [
  ['LDCLRP', '0001', clearBits],
  ['LDSETP', '0011', or],
  ['SWPP', '1000', swap],
];

function exchanged({ A = 0, R = 0, Rt2 = 0, Rn = 0, Rt = 0 }: Fields, operate: Operate): Meaning {
  const registers = [Rt, Rt2];
  const meaning = exchange(
    baseAddress(Rn),
    size,
    registers.map((register, index) => operate(loaded(index, size), x(register))),
    registers.flatMap((register, index) => loadedInto(register, loaded(index, size), 64)),
    { acquire: A === 1, release: R === 1 },
  );
  return unless(meaning, [Rt === Rt2, 'both registers are the same']);
}

/** Atomic operations on 128 bits: Arm ARM, C6.2 "LDCLRP". */
export const loadsStoresAtomicPairs: readonly Form[] = operations.map(([name, bits, operate]) =>
  form(
    name,
    `00 011001 A R 1 Rt2 ${bits} 00 Rn Rt`,
    {
      group: '128-bit atomic memory operations',
      feature: 'FEAT_LSE128',
      allocated: ({ Rt = 0, Rt2 = 0 }) => Rt !== 31 && Rt2 !== 31,
    },
    (fields) => exchanged(fields, operate),
  ),
);

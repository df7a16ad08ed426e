import { input, opaque } from '../../expression/expression.ts';
import type { Form, Location, Meaning, Value } from './form.ts';
import { form } from './form.ts';
import { baseAddress, exchange, loaded, loadedInto, unless } from './load-store.ts';
import type { Operate } from './loads-stores-atomic.ts';
import { clearBits, swap } from './loads-stores-atomic.ts';
import type { Fields } from './pattern.ts';
import { flagsRegister, setFlagsRegister } from './processor-state.ts';
import { systemLocations as locations } from './system-location.ts';
import { equal, or, x } from './values.ts';
import { joined } from './vectors.ts';

/** FEAT_THE: exchanges with page table entries, which store only what RCWMASK_EL1 lets them change. */
const feature = 'FEAT_THE';

/** Bytes of one register. */
const size = 8;
const width = size * 8;

/** What the check depends on: the masks, of which the software-only one counts where S is 1. */
function masks({ S = 0 }: Fields): readonly Value[] {
  const names = S === 1 ? [locations.rcwMaskEl1, locations.rcwsMaskEl1] : [locations.rcwMaskEl1];
  return names.map((name) => input<Location>(name, width));
}

interface CheckedWrite {
  /** The new value of each register's part of memory. */
  readonly after: readonly Value[];
  /** The registers that get what memory had. */
  readonly targets: readonly number[];
}

/** Stores the new values where the check passes, else what memory had; the flags say which. */
function checked(fields: Fields, { after, targets }: CheckedWrite): Meaning {
  const { A = 0, R = 0, Rn = 0 } = fields;
  const before = after.map((_, index) => loaded(index, size));
  const operands = [...before, ...after, ...masks(fields)];
  const stored = after.map((_, index) => opaque(`RCW (${index})`, operands, width));
  const flags = setFlagsRegister(opaque('RCW (NZCV)', [...operands, flagsRegister()], width));
  const writes = targets.flatMap((target, index) => loadedInto(target, loaded(index, size), width));
  return exchange(baseAddress(Rn), size, stored, [...writes, ...flags], {
    acquire: A === 1,
    release: R === 1,
  });
}

/** The bits 15:12, in which CLR, SET and SWP differ. */
const operations: readonly (readonly [name: string, bits: string, Operate])[] = [
  ['CLR', '1001', clearBits],
  ['SET', '1011', or],
  ['SWP', '1010', swap],
];

function single(fields: Fields, operate: Operate): Meaning {
  const { Rs = 0, Rt = 0 } = fields;
  return checked(fields, { after: [operate(loaded(0, size), x(Rs))], targets: [Rt] });
}

function pair(fields: Fields, operate: Operate): Meaning {
  const { Rt = 0, Rt2 = 0 } = fields;
  const registers = [Rt, Rt2];
  const after = registers.map((number, index) => operate(loaded(index, size), x(number)));
  return unless(checked(fields, { after, targets: registers }), [
    Rt === Rt2,
    'both registers are the same',
  ]);
}

/** RCWCAS and RCWCASP: the registers from Rs and Rt on, one each or two. */
function comparedAndSwapped(fields: Fields, count: 1 | 2): Meaning {
  const { Rs = 0, Rt = 0 } = fields;
  const numbers = Array.from({ length: count }, (_, index) => index);
  const condition = equal(
    joined(numbers.map((index) => loaded(index, size))),
    joined(numbers.map((index) => x(Rs + index))),
  );
  const after = numbers.map((index) => x(Rt + index));
  const targets = numbers.map((index) => Rs + index);
  return { ...checked(fields, { after, targets }), condition };
}

const group = 'Atomic memory operations';

/** Read-check-write: Arm ARM, C6.2 "RCWCAS". */
export const loadsStoresReadCheckWrite: readonly Form[] = [
  form('RCWCAS/RCWSCAS', '0 S 011001 A R 1 Rs 0000 10 Rn Rt', { group, feature }, (fields) =>
    comparedAndSwapped(fields, 1),
  ),
  form(
    'RCWCASP/RCWSCASP',
    '0 S 011001 A R 1 Rs 0000 11 Rn Rt',
    {
      group,
      feature: 'FEAT_D128',
      allocated: ({ Rs = 0, Rt = 0 }) => Rs % 2 === 0 && Rt % 2 === 0,
    },
    (fields) => comparedAndSwapped(fields, 2),
  ),
  ...operations.flatMap(([name, bits, operate]) => [
    form(
      `RCW${name}/RCWS${name}`,
      `0 S 111000 A R 1 Rs ${bits} 00 Rn Rt`,
      { group, feature },
      (fields) => single(fields, operate),
    ),
    form(
      `RCW${name}P/RCWS${name}P`,
      `0 S 011001 A R 1 Rt2 ${bits} 00 Rn Rt`,
      {
        group,
        feature: 'FEAT_D128',
        allocated: ({ Rt = 0, Rt2 = 0 }) => Rt !== 31 && Rt2 !== 31,
      },
      (fields) => pair(fields, operate),
    ),
  ]),
];

import type { SystemEncoding } from './registers.ts';

type OperationKind = 'tlbi' | 'ic' | 'dc' | 'at' | 'sys';

/** Kind, name, op1, CRn, CRm, op2 of the SYS instructions of Armv8.0 (Arm ARM, C5.3 - C5.5). */
const rows: readonly (readonly [OperationKind, string, number, number, number, number])[] = [
  ['ic', 'ialluis', 0, 7, 1, 0],
  ['ic', 'iallu', 0, 7, 5, 0],
  ['ic', 'ivau', 3, 7, 5, 1],
  ['dc', 'ivac', 0, 7, 6, 1],
  ['dc', 'isw', 0, 7, 6, 2],
  ['dc', 'csw', 0, 7, 10, 2],
  ['dc', 'cisw', 0, 7, 14, 2],
  ['dc', 'zva', 3, 7, 4, 1],
  ['dc', 'cvac', 3, 7, 10, 1],
  ['dc', 'cvau', 3, 7, 11, 1],
  ['dc', 'civac', 3, 7, 14, 1],
  ['at', 's1e1r', 0, 7, 8, 0],
  ['at', 's1e1w', 0, 7, 8, 1],
  ['at', 's1e0r', 0, 7, 8, 2],
  ['at', 's1e0w', 0, 7, 8, 3],
  ['at', 's1e2r', 4, 7, 8, 0],
  ['at', 's1e2w', 4, 7, 8, 1],
  ['at', 's12e1r', 4, 7, 8, 4],
  ['at', 's12e1w', 4, 7, 8, 5],
  ['at', 's12e0r', 4, 7, 8, 6],
  ['at', 's12e0w', 4, 7, 8, 7],
  ['tlbi', 'vmalle1is', 0, 8, 3, 0],
  ['tlbi', 'vae1is', 0, 8, 3, 1],
  ['tlbi', 'aside1is', 0, 8, 3, 2],
  ['tlbi', 'vaae1is', 0, 8, 3, 3],
  ['tlbi', 'vale1is', 0, 8, 3, 5],
  ['tlbi', 'vaale1is', 0, 8, 3, 7],
  ['tlbi', 'vmalle1', 0, 8, 7, 0],
  ['tlbi', 'vae1', 0, 8, 7, 1],
  ['tlbi', 'aside1', 0, 8, 7, 2],
  ['tlbi', 'vaae1', 0, 8, 7, 3],
  ['tlbi', 'vale1', 0, 8, 7, 5],
  ['tlbi', 'vaale1', 0, 8, 7, 7],
  ['tlbi', 'ipas2e1is', 4, 8, 0, 1],
  ['tlbi', 'ipas2le1is', 4, 8, 0, 5],
  ['tlbi', 'alle2is', 4, 8, 3, 0],
  ['tlbi', 'vae2is', 4, 8, 3, 1],
  ['tlbi', 'alle1is', 4, 8, 3, 4],
  ['tlbi', 'vale2is', 4, 8, 3, 5],
  ['tlbi', 'vmalls12e1is', 4, 8, 3, 6],
  ['tlbi', 'ipas2e1', 4, 8, 4, 1],
  ['tlbi', 'ipas2le1', 4, 8, 4, 5],
  ['tlbi', 'alle2', 4, 8, 7, 0],
  ['tlbi', 'vae2', 4, 8, 7, 1],
  ['tlbi', 'alle1', 4, 8, 7, 4],
  ['tlbi', 'vale2', 4, 8, 7, 5],
  ['tlbi', 'vmalls12e1', 4, 8, 7, 6],
];

function key(op1: number, crn: number, crm: number, op2: number): number {
  return (op1 << 11) | (crn << 7) | (crm << 3) | op2;
}

const byKey = new Map(
  rows.map(([kind, name, op1, crn, crm, op2]) => [key(op1, crn, crm, op2), { kind, name }]),
);

/** What a SYS instruction does: `tlbi` `vmalle1is`; `sys` and a generic name for one without a name here. */
export function systemOperationName(encoding: SystemEncoding): {
  readonly kind: OperationKind;
  readonly name: string;
} {
  const { op1, crn, crm, op2 } = encoding;
  return (
    byKey.get(key(op1, crn, crm, op2)) ?? {
      kind: 'sys',
      name: `#${op1}, c${crn}, c${crm}, #${op2}`,
    }
  );
}

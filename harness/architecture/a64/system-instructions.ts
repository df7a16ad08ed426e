import { opaque } from '../../expression/expression.ts';
import type { SystemOperation } from '../system-operations.ts';
import { systemOperations } from '../system-operations.ts';
import { addressTranslation, isAddressTranslation } from './address-translation.ts';
import type { Form, Location, MemoryShape, Syntax } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { systemAccess } from './system-access.ts';
import { constant, setX, xLocation, xOrSpLocation } from './values.ts';

const zeroRegister = 31;

/** What DC ZVA clears, in bytes: DCZID_EL0.BS of the Cortex-A72 is 4, 16 words. */
const zeroedBytes = 64;
const zeroedWord = 16;

const zeroed: Omit<MemoryShape, 'base'> = {
  kind: 'store',
  offset: 0,
  size: zeroedWord,
  count: zeroedBytes / zeroedWord,
  alignedTo: zeroedBytes,
  exclusive: false,
  acquire: false,
  release: false,
  unprivileged: false,
  atomic: false,
};

const zeroing = { op1: 3, CRn: 7, CRm: 4, op2: 1 } as const;

/** With the zero register, which is no base, DC ZVA stays with SYS. */
const isZeroing = ({ op1, CRn, CRm, op2, Rt }: Fields): boolean =>
  op1 === 3 && CRn === 7 && CRm === 4 && op2 === 1 && Rt !== zeroRegister;

/** Two registers, of which the second may be the zero register. */
const argumentsFrom = (Rt: number): readonly Location[] =>
  [xLocation(Rt), xLocation(Rt + 1)].filter((location) => location !== undefined);

const group = 'System instructions';

/** The operations of AT, DC, IC, TLBI and their kin, which are SYS by other names. */
const operationSyntaxes: readonly Syntax[] = Object.entries(systemOperations).flatMap(
  ([mnemonic, operations]) =>
    Object.entries(operations).map(([name, { encoding, register }]: [string, SystemOperation]) => {
      const { op1, crn: CRn, crm: CRm, op2 } = encoding;
      const fixed = { op1, CRn, CRm, op2 };
      return register
        ? { text: `${mnemonic} =${name}, X:Rt`, fixed }
        : { text: `${mnemonic} =${name}`, fixed: { ...fixed, Rt: zeroRegister } };
    }),
);

/** SYS and SYSL, and DC ZVA, which stores: Arm ARM, C4.1.94. */
export const systemInstructions: readonly Form[] = [
  form(
    'DC ZVA',
    '1101010100001 011 0111 0100 001 Rt',
    {
      group,
      allocated: ({ Rt = 0 }) => Rt !== zeroRegister,
      syntaxes: [{ text: 'dc =zva, X:Rt', fixed: {} }],
    },
    (fields) => ({
      writes: [],
      memory: { ...zeroed, base: xOrSpLocation(fields['Rt'] ?? 0) },
      stored: Array.from({ length: zeroed.count }, () => constant(0, zeroedWord * 8)),
      system: systemAccess('sys', { ...fields, ...zeroing, op0: 1 }),
    }),
  ),
  form(
    'SYS',
    '1101010100001 op1 CRn CRm op2 Rt',
    {
      group,
      allocated: (fields) => !isZeroing(fields),
      syntaxes: [
        ...operationSyntaxes,
        { text: 'sys 0..7:op1, c:CRn, c:CRm, 0..7:op2, X:Rt?31', fixed: {} },
      ],
    },
    (fields) => {
      const argument = xLocation(fields['Rt'] ?? 0);
      const system = systemAccess('sys', { ...fields, op0: 1 });
      if (isAddressTranslation(fields)) {
        return { ...addressTranslation(fields), system };
      }
      return { writes: [], system, alsoReads: argument === undefined ? [] : [argument] };
    },
  ),
  form(
    'SYSL',
    '1101010100101 op1 CRn CRm op2 Rt',
    { group, syntaxes: [{ text: 'sysl X:Rt, 0..7:op1, c:CRn, c:CRm, 0..7:op2', fixed: {} }] },
    (fields) => ({
      writes: setX(fields['Rt'] ?? 0, opaque('SYSL', [], 64)),
      system: systemAccess('sysl', { ...fields, op0: 1 }),
    }),
  ),
  form(
    'SYSP',
    '1101010101001 op1 CRn CRm op2 Rt',
    {
      group: 'System pair instructions',
      feature: 'FEAT_D128',
      allocated: ({ Rt = 0 }) => Rt % 2 === 0 || Rt === zeroRegister,
    },
    ({ Rt = 0 }) => ({ writes: [], alsoReads: Rt === zeroRegister ? [] : argumentsFrom(Rt) }),
  ),
];

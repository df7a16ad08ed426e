import { input, opaque } from '../../expression/expression.ts';
import { systemRegisters } from '../system-registers.ts';
import type { SystemOperation } from '../system-operations.ts';
import { systemOperations } from '../system-operations.ts';
import type { Form, Location, MemoryShape, Syntax, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { systemAccess } from './system-access.ts';
import { systemLocations as locations } from './system-location.ts';
import { constant, setX, x, xLocation, xOrSpLocation } from './values.ts';

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

/** CRm of AT's operations, which all are at CRn 7: they leave their result in PAR_EL1. */
const addressTranslations: ReadonlySet<number> = new Set([8, 9]);

/** The registers that say how AT translates: S1E2R and S1E2W by those of EL2; S1E1, S1E0 and S12E1, S12E0 by both stages'. */
const regimes = {
  el2: ['hcr_el2', 'sctlr_el2', 'tcr_el2', 'ttbr0_el2', 'mair_el2'],
  el1: [
    ...(['hcr_el2', 'vtcr_el2', 'vttbr_el2', 'sctlr_el1', 'tcr_el1'] as const),
    ...(['ttbr0_el1', 'ttbr1_el1', 'mair_el1'] as const),
  ],
} as const;

/** What PAR_EL1 is after AT; it depends on the translation tables in memory too. */
function translated({ op1, op2 = 0, Rt = 0 }: Fields): Value {
  const regime = op1 === 4 && op2 < 2 ? regimes.el2 : regimes.el1;
  const controls = regime.map((name) => input<Location>(systemRegisters[name], 64));
  return opaque('AT', [x(Rt), ...controls], 64);
}

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
    { group, allocated: ({ Rt = 0 }) => Rt !== zeroRegister },
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
        { text: 'sys u:op1, c:CRn, c:CRm, u:op2, X:Rt?31', fixed: {} },
      ],
    },
    (fields) => {
      const { CRn = 0, CRm = 0, Rt = 0 } = fields;
      const argument = xLocation(Rt);
      const system = systemAccess('sys', { ...fields, op0: 1 });
      if (CRn === 7 && addressTranslations.has(CRm)) {
        return {
          writes: [{ location: locations.parEl1, value: translated(fields) }],
          system,
        };
      }
      return { writes: [], system, alsoReads: argument === undefined ? [] : [argument] };
    },
  ),
  form(
    'SYSL',
    '1101010100101 op1 CRn CRm op2 Rt',
    { group, syntaxes: [{ text: 'sysl X:Rt, u:op1, c:CRn, c:CRm, u:op2', fixed: {} }] },
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

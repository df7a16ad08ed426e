import { input, opaque } from '../../expression/expression.ts';
import type { Form, Location, Meaning, Syntax, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { systemLocations as locations } from './system-location.ts';
import { systemRegisters } from '../system-registers.ts';
import { concat, constant, extract, ite, pc, setX, sub, x, xOrSp } from './values.ts';

/** The keys of FEAT_PAuth, by CRm and op2 of the register with their low half (Arm ARM, D19 "APIAKeyLo_EL1"). */
const keys = { IA: [1, 0], IB: [1, 2], DA: [2, 0], DB: [2, 2], GA: [3, 0] } as const;
export type Key = keyof typeof keys;

/** The key with which an instruction makes or checks an authentication code; undefined where it does neither. */
export function keyOf({
  meaning,
  reads,
}: {
  readonly meaning: Meaning;
  readonly reads: ReadonlyMap<Location, number>;
}): Key | undefined {
  if (meaning.system !== undefined) {
    return undefined;
  }
  return (Object.keys(keys) as Key[]).find((key) =>
    keyLocations(key).some((location) => reads.has(location)),
  );
}

/** The registers that hold a key. */
function keyLocations(key: Key): readonly Location[] {
  const [crm, op2] = keys[key];
  return [op2, op2 + 1].map((half): Location => `s3_0_c2_c${crm}_${half}`);
}

function keyHalves(key: Key): readonly Value[] {
  return keyLocations(key).map((location) => input<Location>(location, 64));
}

/** SCTLR_ELx.EnIA and its kin, by the bit. */
const enables = { IA: 31, IB: 30, DA: 27, DB: 13 } as const;

/** 1 bit: whether the level uses the key, while HCR_EL2.E2H is 0; PACGA always does. */
export function isEnabled(key: Exclude<Key, 'GA'>): Value {
  const bitOf = (location: Location): Value =>
    extract(input<Location>(location, 64), enables[key], 1);
  const isEl2 = extract(input<Location>(locations.currentEl, 64), 3, 1);
  return ite(isEl2, bitOf(systemRegisters.sctlr_el2), bitOf(systemRegisters.sctlr_el1));
}

/**
 * A pointer with an authentication code, or without it where it is the right one; as it is where the key is not enabled, which is a
 * control of the instruction.
 */
export function authenticated(
  operation: 'PAC' | 'AUT',
  key: Exclude<Key, 'GA'>,
  pointer: Value,
  modifier: Value,
): Value {
  const other = opaque(`${operation}${key}`, [pointer, modifier, ...keyHalves(key)], 64);
  return ite(isEnabled(key), other, pointer);
}

/** FEAT_PAuth_LR: the same with a second modifier, the address of the instruction that signed the return address. */
function authenticatedAt(
  operation: 'PAC' | 'AUT',
  key: Key,
  pointer: Value,
  modifiers: readonly [first: Value, second: Value],
): Value {
  return opaque(`${operation}${key}2`, [pointer, ...modifiers, ...keyHalves(key)], 64);
}

/** XPAC: the pointer without its code. */
export const stripped = (pointer: Value): Value => opaque('XPAC', [pointer], 64);

/** In the order of opcode 12:10. */
const operations = [
  ['PAC', 'IA'],
  ['PAC', 'IB'],
  ['PAC', 'DA'],
  ['PAC', 'DB'],
  ['AUT', 'IA'],
  ['AUT', 'IB'],
  ['AUT', 'DA'],
  ['AUT', 'DB'],
] as const;

const feature = 'FEAT_PAuth';

const link = 30;

/** What signs x30, or authenticates it, by opcode 15:10 but for the key in the last bit. */
const linkOperations: readonly (readonly [
  name: string,
  opcode: string,
  result: (key: Key) => Meaning,
])[] = [
  ['PACNB*SPPC', '10000', (key) => signedAtPc(key)],
  ['PAC*SPPC', '10100', (key) => signedAtPc(key)],
  [
    'PAC*171615',
    '10001',
    (key) => ({ writes: setX(17, authenticatedAt('PAC', key, x(17), [x(16), x(15)])) }),
  ],
  [
    'AUT*171615',
    '10111',
    (key) => ({ writes: setX(17, authenticatedAt('AUT', key, x(17), [x(16), x(15)])) }),
  ],
];

function signedAtPc(key: Key): Meaning {
  return { writes: setX(link, authenticatedAt('PAC', key, x(link), [xOrSp(31), pc])) };
}

const instructionKeys = ['IA', 'IB'] as const;
const keyOfM = ({ M = 0 }: Fields): Key => instructionKeys[M] ?? 'IA';

/** x30 as authenticated with SP and the address of what signed it. */
export function authenticatedLink(fields: Fields, signer: Value): Value {
  return authenticatedAt('AUT', keyOfM(fields), x(link), [xOrSp(31), signer]);
}

/** Bytes before this instruction, in words. */
export const signerBefore = ({ imm16 = 0 }: Fields): Value => sub(pc, constant(imm16 * 4, 64));

const returnAddressForms: readonly Form[] = [
  ...linkOperations.map(([name, opcode, result]) =>
    form(
      instructionKeys.map((key) => name.replace('*', key)).join('/'),
      `1 1 0 11010110 00001 ${opcode} M 11111 11110`,
      { group: 'Data-processing (1 source)', feature: 'FEAT_PAuth_LR' },
      (fields) => result(keyOfM(fields)),
    ),
  ),
  form(
    'AUTIASPPCR/AUTIBSPPCR',
    '1 1 0 11010110 00001 10010 M Rn 11110',
    { group: 'Data-processing (1 source)', feature: 'FEAT_PAuth_LR' },
    (fields) => ({ writes: setX(link, authenticatedLink(fields, x(fields['Rn'] ?? 0))) }),
  ),
  form(
    'AUTIASPPC/AUTIBSPPC',
    '111 100111 0 M imm16 11111',
    { group: 'Data-processing (1 source immediate)', feature: 'FEAT_PAuth_LR' },
    (fields) => ({ writes: setX(link, authenticatedLink(fields, signerBefore(fields))) }),
  ),
];

/** The instructions of FEAT_PAuth that are data processing: Arm ARM, C4.1.95. */
export const pointerAuthentication: readonly Form[] = [
  form(
    'PACIA/PACIB/PACDA/PACDB/AUTIA/AUTIB/AUTDA/AUTDB',
    '1 1 0 11010110 00001 00 Z opcode:3 Rn Rd',
    {
      group: 'Data-processing (1 source)',
      feature,
      allocated: ({ Z = 0, Rn = 0 }) => Z === 0 || Rn === 31,
      syntaxes: operations.flatMap(([operation, key], opcode): Syntax[] => {
        const name = `${operation}${key}`.toLowerCase();
        return [
          { text: `${name} X:Rd, XSP:Rn`, fixed: { opcode } },
          { text: `${name.slice(0, -1)}z${name.slice(-1)} X:Rd`, fixed: { opcode, Z: 1, Rn: 31 } },
        ];
      }),
    },
    ({ Z = 0, opcode = 0, Rn = 0, Rd = 0 }) => {
      const [operation, key] = operations[opcode] ?? operations[0];
      const modifier = Z === 1 ? constant(0, 64) : xOrSp(Rn);
      return {
        writes: setX(Rd, authenticated(operation, key, x(Rd), modifier)),
        controls: [isEnabled(key)],
      };
    },
  ),
  form(
    'XPACI/XPACD',
    '1 1 0 11010110 00001 01000 D 11111 Rd',
    {
      group: 'Data-processing (1 source)',
      feature,
      syntaxes: [
        { text: 'xpaci X:Rd', fixed: { D: 0 } },
        { text: 'xpacd X:Rd', fixed: { D: 1 } },
      ],
    },
    ({ Rd = 0 }) => ({ writes: setX(Rd, stripped(x(Rd))) }),
  ),
  form(
    'PACGA',
    '1 0 0 11010110 Rm 001100 Rn Rd',
    {
      group: 'Data-processing (2 source)',
      feature,
      syntaxes: [{ text: 'pacga X:Rd, X:Rn, XSP:Rm', fixed: {} }],
    },
    ({ Rm = 0, Rn = 0, Rd = 0 }) => {
      const code = opaque('PACGA', [x(Rn), xOrSp(Rm), ...keyHalves('GA')], 32);
      return { writes: setX(Rd, concat(code, constant(0, 32))) };
    },
  ),
  ...returnAddressForms,
];

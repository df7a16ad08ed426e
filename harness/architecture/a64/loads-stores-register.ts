import type { FieldRoles, Form, Meaning, Syntax } from './form.ts';
import { form } from './form.ts';
import type { Address, Mode } from './load-store.ts';
import {
  baseAddress,
  basesOverlap,
  literalAddress,
  load,
  loaded,
  loadedInto,
  store,
  unless,
} from './load-store.ts';
import type { Fields } from './pattern.ts';
import { signed } from './pattern.ts';
import { x, xLocation, xOrSpLocation } from './values.ts';
import { setV, v } from './vectors.ts';

/** A load or store of one register, by its mnemonic in `[Xn, #imm]`, in the order that syntaxes have. */
interface Access {
  readonly mnemonic: string;
  readonly register: string;
  /** Bytes. */
  readonly bytes: number;
  readonly fixed: { readonly size: number; readonly opc: number };
}

const access = (
  mnemonic: string,
  register: string,
  bytes: number,
  size: number,
  opc: number,
): Access => ({ mnemonic, register, bytes, fixed: { size, opc } });

const generalAccesses: readonly Access[] = [
  access('str', 'W', 4, 2, 0),
  access('str', 'X', 8, 3, 0),
  access('strb', 'W', 1, 0, 0),
  access('strh', 'W', 2, 1, 0),
  access('ldr', 'W', 4, 2, 1),
  access('ldr', 'X', 8, 3, 1),
  access('ldrb', 'W', 1, 0, 1),
  access('ldrh', 'W', 2, 1, 1),
  access('ldrsb', 'X', 1, 0, 2),
  access('ldrsb', 'W', 1, 0, 3),
  access('ldrsh', 'X', 2, 1, 2),
  access('ldrsh', 'W', 2, 1, 3),
  access('ldrsw', 'X', 4, 2, 2),
];

/** 128 bits are size 0 with the high bit of opc. */
const vectorAccesses: readonly Access[] = [
  ['B', 0, 0],
  ['H', 1, 0],
  ['S', 2, 0],
  ['D', 3, 0],
  ['Q', 0, 2],
].flatMap(([register, size, high], scale) => [
  access('str', register as string, 1 << scale, size as number, high as number),
  access('ldr', register as string, 1 << scale, size as number, (high as number) | 1),
]);

const isGeneral = (fields: Fields): boolean => {
  const { size = 0, opc = 0 } = fields;
  return opc < 2 || size < 2 || (size === 2 && opc === 2);
};
const isVector = ({ size = 0, opc = 0 }: Fields): boolean => opc < 2 || size === 0;

const vectorScale = ({ size = 0, opc = 0 }: Fields): number => ((opc & 0b10) << 1) | size;

function general(fields: Fields, address: Address, unprivileged = false): Meaning {
  const { size = 0, opc = 0, Rn = 0, Rt = 0 } = fields;
  const bytes = 1 << size;
  const width = opc === 2 || (opc < 2 && size === 3) ? 64 : 32;
  const signed = opc >= 2;
  const manner = { unprivileged, transfer: { register: Rt, width, signed } } as const;
  const meaning =
    opc === 0
      ? store(address, bytes, [x(Rt, bytes * 8)], manner)
      : load(
          address,
          { size: bytes, count: 1 },
          loadedInto(Rt, loaded(0, bytes), width, signed),
          manner,
        );
  return unless(meaning, basesOverlap(address, Rn, [Rt]));
}

function vector(fields: Fields, address: Address): Meaning {
  const { opc = 0, Rt = 0 } = fields;
  const size = 1 << vectorScale(fields);
  return (opc & 1) === 0
    ? store(address, size, [v(Rt, size * 8)])
    : load(address, { size, count: 1 }, setV(Rt, loaded(0, size)));
}

const roles = (): FieldRoles => ({ opc: 'direction', S: 'scale' });

const nothing = (): Meaning => ({ writes: [] });

interface RegisterForms {
  /** Of the form: 'unscaled' or none. */
  readonly name: string;
  readonly group: string;
  /** The diagram, with V for bit 26, size and opc by these names. */
  readonly diagram: string;
  readonly address: (fields: Fields, scale: number) => Address;
  readonly allocated?: (fields: Fields) => boolean;
  readonly unprivileged?: boolean;
  /** Whether there is one for SIMD&FP registers. */
  readonly hasVector: boolean;
  /** Texts of a syntax, of the mnemonic in its plain form and the register. */
  readonly syntaxes: (access: Access) => readonly string[];
  /** Of the prefetch; none if it has none. */
  readonly prefetch?: readonly string[];
}

const syntaxesOf = (
  accesses: readonly Access[],
  texts: RegisterForms['syntaxes'],
): readonly Syntax[] =>
  accesses.flatMap((each) => texts(each).map((text) => ({ text, fixed: each.fixed })));

function generalForm(options: RegisterForms): Form {
  const { name, group, diagram, address, allocated, unprivileged = false } = options;
  return form(
    `LDR/STR (${name})`,
    diagram.replace('V', '0'),
    {
      group,
      allocated: (fields) => isGeneral(fields) && (allocated?.(fields) ?? true),
      roles,
      syntaxes: syntaxesOf(generalAccesses, options.syntaxes),
    },
    (fields) => general(fields, address(fields, fields['size'] ?? 0), unprivileged),
  );
}

function vectorForm({ name, group, diagram, address, allocated, syntaxes }: RegisterForms): Form {
  return form(
    `LDR/STR (${name}, SIMD&FP)`,
    diagram.replace('V', '1'),
    {
      group,
      fp: true,
      allocated: (fields) => isVector(fields) && (allocated?.(fields) ?? true),
      roles,
      syntaxes: syntaxesOf(vectorAccesses, syntaxes),
    },
    (fields) => vector(fields, address(fields, vectorScale(fields))),
  );
}

function prefetchForms({ name, group, diagram, allocated, prefetch }: RegisterForms): Form[] {
  if (prefetch === undefined) {
    return [];
  }
  return [
    form(
      `PRFM (${name})`,
      diagram.replace('V', '0').replace('size', '11').replace('opc', '10'),
      {
        group,
        hint: true,
        ...(allocated === undefined ? {} : { allocated }),
        syntaxes: prefetch.map((text) => ({ text, fixed: {} })),
      },
      nothing,
    ),
  ];
}

const imm9 = ({ Rn = 0, imm9: offset = 0 }: Fields, mode: Mode): Address =>
  baseAddress(Rn, signed(offset, 9), mode);

/** 'ldur' of 'ldr', 'ldtrb' of 'ldrb'. */
const withInfix = (mnemonic: string, infix: string): string =>
  mnemonic.replace(/^(ld|st)r/, `$1${infix}r`);

const extensions = new Map([
  [0b010, 'uxtw'],
  [0b011, 'lsl'],
  [0b110, 'sxtw'],
  [0b111, 'sxtx'],
] as const);

const literalOf = ({ imm19 = 0 }: Fields): Address => literalAddress(signed(imm19, 19) * 4);

const modes: readonly RegisterForms[] = [
  {
    name: 'unsigned offset',
    group: 'Load/store register (unsigned immediate)',
    diagram: 'size 111 V 01 opc imm12 Rn Rt',
    address: ({ Rn = 0, imm12 = 0 }, scale) => baseAddress(Rn, imm12 << scale),
    hasVector: true,
    syntaxes: ({ mnemonic, register, bytes }) => [
      `${mnemonic} ${register}:Rt, [XSP:Rn,u:imm12*${bytes}]`,
    ],
    prefetch: ['prfm prefetch, [XSP:Rn,u:imm12*8]'],
  },
  {
    name: 'unscaled',
    group: 'Load/store register (unscaled immediate)',
    diagram: 'size 111 V 00 opc 0 imm9 00 Rn Rt',
    address: (fields) => imm9(fields, 'offset'),
    hasVector: true,
    syntaxes: ({ mnemonic, register }) => [
      `${withInfix(mnemonic, 'u')} ${register}:Rt, [XSP:Rn,s:imm9]`,
      `${mnemonic} ${register}:Rt, [XSP:Rn,s:imm9]`,
    ],
    prefetch: ['prfum prefetch, [XSP:Rn,s:imm9]', 'prfm prefetch, [XSP:Rn,s:imm9]'],
  },
  {
    name: 'pre-index',
    group: 'Load/store register (immediate pre-indexed)',
    diagram: 'size 111 V 00 opc 0 imm9 11 Rn Rt',
    address: (fields) => imm9(fields, 'pre-index'),
    hasVector: true,
    syntaxes: ({ mnemonic, register }) => [`${mnemonic} ${register}:Rt, [XSP:Rn,s:imm9]!`],
  },
  {
    name: 'post-index',
    group: 'Load/store register (immediate post-indexed)',
    diagram: 'size 111 V 00 opc 0 imm9 01 Rn Rt',
    address: (fields) => imm9(fields, 'post-index'),
    hasVector: true,
    syntaxes: ({ mnemonic, register }) => [`${mnemonic} ${register}:Rt, [XSP:Rn,bare], s:imm9`],
  },
  {
    name: 'register',
    group: 'Load/store register (register offset)',
    diagram: 'size 111 V 00 opc 1 Rm option S 10 Rn Rt',
    allocated: ({ option = 0 }) => extensions.has(option as 2),
    address: ({ Rn = 0, Rm = 0, option = 0, S = 0 }, scale) => ({
      addressing: {
        base: xOrSpLocation(Rn),
        offset: 0,
        index: {
          register: xLocation(Rm),
          extend: extensions.get(option as 2) ?? 'lsl',
          shift: S * scale,
        },
      },
      writes: [],
    }),
    hasVector: true,
    syntaxes: ({ mnemonic, register, bytes }) => [
      `${mnemonic} ${register}:Rt, [XSP:Rn,index${bytes}]`,
    ],
    prefetch: ['prfm prefetch, [XSP:Rn,index8]'],
  },
  {
    name: 'unprivileged',
    group: 'Load/store register (unprivileged)',
    diagram: 'size 111 V 00 opc 0 imm9 10 Rn Rt',
    address: (fields) => imm9(fields, 'offset'),
    unprivileged: true,
    hasVector: false,
    syntaxes: ({ mnemonic, register }) => [
      `${withInfix(mnemonic, 't')} ${register}:Rt, [XSP:Rn,s:imm9]`,
    ],
  },
];

/** Loads and stores of one register: Arm ARM, C4.1.94. */
export const loadsStoresRegister: readonly Form[] = [
  form(
    'LDR/LDRSW (literal)',
    'opc 011 0 00 imm19 Rt',
    {
      group: 'Load register (literal)',
      allocated: ({ opc }) => opc !== 3,
      roles: () => ({ opc: 'size' }),
      syntaxes: [
        { text: 'ldr W:Rt, pc:imm19', fixed: { opc: 0 } },
        { text: 'ldr X:Rt, pc:imm19', fixed: { opc: 1 } },
        { text: 'ldrsw X:Rt, pc:imm19', fixed: { opc: 2 } },
      ],
    },
    (fields) => {
      const { opc = 0, Rt = 0 } = fields;
      const size = opc === 1 ? 8 : 4;
      const width = opc === 0 ? 32 : 64;
      return load(
        literalOf(fields),
        { size, count: 1 },
        loadedInto(Rt, loaded(0, size), width, opc === 2),
        { transfer: { register: Rt, width, signed: opc === 2 } },
      );
    },
  ),
  form(
    'LDR (literal, SIMD&FP)',
    'opc 011 1 00 imm19 Rt',
    {
      group: 'Load register (literal)',
      fp: true,
      allocated: ({ opc }) => opc !== 3,
      roles: () => ({ opc: 'size' }),
      syntaxes: ['S', 'D', 'Q'].map((register, opc) => ({
        text: `ldr ${register}:Rt, pc:imm19`,
        fixed: { opc },
      })),
    },
    (fields) => {
      const { opc = 0, Rt = 0 } = fields;
      const size = 4 << opc;
      return load(literalOf(fields), { size, count: 1 }, setV(Rt, loaded(0, size)));
    },
  ),
  form(
    'PRFM (literal)',
    '11 011 0 00 imm19 Rt',
    {
      group: 'Load register (literal)',
      hint: true,
      syntaxes: [{ text: 'prfm prefetch, pc:imm19', fixed: {} }],
    },
    nothing,
  ),
  form(
    'GCSSTR/GCSSTTR',
    '11011001 00 0 11111 000 unprivileged 11 Rn Rt',
    { group: 'Guarded Control Stack', feature: 'FEAT_GCS' },
    ({ unprivileged = 0, Rn = 0, Rt = 0 }) =>
      store(baseAddress(Rn), 8, [x(Rt)], { unprivileged: unprivileged === 1 }),
  ),
  ...modes.map(generalForm),
  ...modes.flatMap(prefetchForms),
  ...modes.filter(({ hasVector }) => hasVector).map(vectorForm),
];

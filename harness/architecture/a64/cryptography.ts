import type { Form, Syntax, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { and, not, shifted, xor } from './values.ts';
import { element, joined, resultOf, setV, v } from './vectors.ts';

/** How many bits of each register it reads; 0 for none. */
interface Widths {
  readonly Rd: number;
  readonly Rn: number;
  readonly Rm: number;
  readonly Ra: number;
}

/** An instruction that writes all of Rd, with a value that is not followed, or the low `width` bits. */
interface Row {
  readonly name: string;
  readonly diagram: string;
  readonly reads: Partial<Widths>;
  readonly group: string;
  readonly operands: string;
  readonly feature?: string;
}

const aes = (name: string, opcode: string, reads: Partial<Widths>): Row => ({
  name,
  diagram: `01001110 00 10100 ${opcode} 10 Rn Rd`,
  reads,
  group: 'Cryptographic AES',
  operands: 'V.16b:Rd, V.16b:Rn',
});

const sha = (
  name: string,
  opcode: string,
  reads: Partial<Widths>,
  operands = 'V.4s:Rd, V.4s:Rn, V.4s:Rm',
): Row => ({
  name,
  diagram: `01011110 00 0 Rm 0 ${opcode} 00 Rn Rd`,
  reads,
  group: 'Cryptographic three-register SHA',
  operands,
});

const shaTwo = (name: string, opcode: string, reads: Partial<Widths>): Row => ({
  name,
  diagram: `01011110 00 10100 ${opcode} 10 Rn Rd`,
  reads,
  group: 'Cryptographic two-register SHA',
  operands: 'V.4s:Rd, V.4s:Rn',
});

const three = (
  name: string,
  opcode: string,
  feature: string,
  reads: Partial<Widths>,
  operands: string,
): Row => ({
  name,
  diagram: `11001110 011 Rm ${opcode} Rn Rd`,
  reads,
  group: 'Cryptographic three-register SHA 512',
  operands,
  feature,
});

const all = { Rd: 128, Rn: 128, Rm: 128 };
const words = 'V.4s:Rd, V.4s:Rn, V.4s:Rm';
const doublewords = 'V.2d:Rd, V.2d:Rn, V.2d:Rm';

const rows: readonly Row[] = [
  aes('AESE', '00100', { Rd: 128, Rn: 128 }),
  aes('AESD', '00101', { Rd: 128, Rn: 128 }),
  aes('AESMC', '00110', { Rn: 128 }),
  aes('AESIMC', '00111', { Rn: 128 }),
  sha('SHA1C', '000', { ...all, Rn: 32 }, 'Q:Rd, S:Rn, V.4s:Rm'),
  sha('SHA1P', '001', { ...all, Rn: 32 }, 'Q:Rd, S:Rn, V.4s:Rm'),
  sha('SHA1M', '010', { ...all, Rn: 32 }, 'Q:Rd, S:Rn, V.4s:Rm'),
  sha('SHA1SU0', '011', { ...all, Rn: 64 }),
  shaTwo('SHA1SU1', '00001', { Rd: 128, Rn: 128 }),
  sha('SHA256H', '100', all, 'Q:Rd, Q:Rn, V.4s:Rm'),
  sha('SHA256H2', '101', all, 'Q:Rd, Q:Rn, V.4s:Rm'),
  sha('SHA256SU1', '110', all),
  shaTwo('SHA256SU0', '00010', { Rd: 128, Rn: 32 }),
  three('SHA512H', '100000', 'FEAT_SHA512', all, 'Q:Rd, Q:Rn, V.2d:Rm'),
  three('SHA512H2', '100001', 'FEAT_SHA512', { ...all, Rn: 64 }, 'Q:Rd, Q:Rn, V.2d:Rm'),
  three('SHA512SU1', '100010', 'FEAT_SHA512', all, doublewords),
  three('SM3PARTW1', '110000', 'FEAT_SM3', all, words),
  three('SM3PARTW2', '110001', 'FEAT_SM3', all, words),
  three('SM4EKEY', '110010', 'FEAT_SM4', { Rn: 128, Rm: 128 }, words),
  {
    name: 'SHA512SU0',
    diagram: '11001110 110 00000100000 Rn Rd',
    reads: { Rd: 128, Rn: 64 },
    group: 'Cryptographic two-register SHA 512',
    operands: 'V.2d:Rd, V.2d:Rn',
    feature: 'FEAT_SHA512',
  },
  {
    name: 'SM4E',
    diagram: '11001110 110 00000100001 Rn Rd',
    reads: { Rd: 128, Rn: 128 },
    group: 'Cryptographic two-register SHA 512',
    operands: 'V.4s:Rd, V.4s:Rn',
    feature: 'FEAT_SM4',
  },
  {
    name: 'SM3SS1',
    diagram: '11001110 010 Rm 0 Ra Rn Rd',
    reads: { Rn: 128, Rm: 128, Ra: 128 },
    group: 'Cryptographic four-register',
    operands: 'V.4s:Rd, V.4s:Rn, V.4s:Rm, V.4s:Ra',
    feature: 'FEAT_SM3',
  },
];

const syntax = (name: string, operands: string): readonly Syntax[] => [
  { text: `${name.toLowerCase()} ${operands}`, fixed: {} },
];

function cryptographic({ name, diagram, reads, group, operands, feature }: Row): Form {
  const { Rd = 0, Rn = 0, Rm = 0, Ra = 0 } = reads;
  return form(
    name,
    diagram,
    {
      group,
      fp: true,
      syntaxes: syntax(name, operands),
      ...(feature === undefined ? {} : { feature }),
    },
    (fields) => {
      const widths = { Rn, Rm, Ra, Rd };
      const sources = Object.entries(widths).flatMap(([field, width]) =>
        width === 0 ? [] : [v(fields[field] ?? 0, width)],
      );
      const operation = { name, operands: sources, width: 128, effect: 'none' } as const;
      return { writes: setV(fields['Rd'] ?? 0, resultOf(operation)) };
    },
  );
}

/** One word of SM3's schedule is an element of Rm. */
const sm3tt = (name: string, opcode: string): Form =>
  form(
    name,
    `11001110 010 Rm 10 imm2 ${opcode} Rn Rd`,
    {
      group: 'Cryptographic three-register, imm2',
      fp: true,
      feature: 'FEAT_SM3',
      syntaxes: syntax(name, 'V.4s:Rd, V.4s:Rn, V.s[u:imm2]:Rm'),
    },
    ({ imm2 = 0, Rd = 0, Rn = 0, Rm = 0 }) => {
      const operands = [v(Rd), v(Rn), element(Rm, imm2, 32)];
      return { writes: setV(Rd, resultOf({ name, operands, width: 128, effect: 'none' })) };
    },
  );

/** What FEAT_SHA3 adds is bitwise. */
function bitwise(
  name: string,
  diagram: string,
  operands: string,
  operate: (n: Value, m: Value, fields: Fields) => Value,
): Form {
  return form(
    name,
    diagram,
    {
      group: diagram.includes('Ra') ? 'Cryptographic four-register' : 'Cryptographic SHA3',
      fp: true,
      feature: 'FEAT_SHA3',
      syntaxes: syntax(name, operands),
    },
    (fields) => {
      const { Rd = 0, Rn = 0, Rm = 0 } = fields;
      return { writes: setV(Rd, operate(v(Rn), v(Rm), fields)) };
    },
  );
}

/** Each doubleword of a vector rotated right. */
const rotated = (value: (index: number) => Value, amount: number): Value =>
  joined([0, 1].map((index) => shifted(value(index), 3, amount)));

const bytes = 'V.16b:Rd, V.16b:Rn, V.16b:Rm, V.16b:Ra';

export const cryptography: readonly Form[] = [
  ...rows.map(cryptographic),
  form(
    'SHA1H',
    '01011110 00 10100 00000 10 Rn Rd',
    {
      group: 'Cryptographic two-register SHA',
      fp: true,
      syntaxes: syntax('SHA1H', 'S:Rd, S:Rn'),
    },
    ({ Rd = 0, Rn = 0 }) => ({ writes: setV(Rd, shifted(v(Rn, 32), 3, 2)) }),
  ),
  sm3tt('SM3TT1A', '00'),
  sm3tt('SM3TT1B', '01'),
  sm3tt('SM3TT2A', '10'),
  sm3tt('SM3TT2B', '11'),
  bitwise('EOR3', '11001110 000 Rm 0 Ra Rn Rd', bytes, (n, m, { Ra = 0 }) => xor(xor(n, m), v(Ra))),
  bitwise('BCAX', '11001110 001 Rm 0 Ra Rn Rd', bytes, (n, m, { Ra = 0 }) =>
    xor(n, and(m, not(v(Ra)))),
  ),
  bitwise('RAX1', '11001110 011 Rm 100011 Rn Rd', doublewords, (n, _, { Rm = 0 }) =>
    xor(
      n,
      rotated((index) => element(Rm, index, 64), 63),
    ),
  ),
  bitwise('XAR', '11001110 100 Rm imm6 Rn Rd', `${doublewords}, 0..63:imm6`, (_, __, fields) => {
    const { imm6 = 0, Rn = 0, Rm = 0 } = fields;
    return rotated((index) => xor(element(Rn, index, 64), element(Rm, index, 64)), imm6);
  }),
];

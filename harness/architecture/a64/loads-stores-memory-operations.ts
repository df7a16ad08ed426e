import { opaque } from '../../expression/expression.ts';
import type { Form, Meaning, Syntax, Value, Write } from './form.ts';
import { form } from './form.ts';
import { writtenTags } from './loads-stores-tags.ts';
import type { Fields } from './pattern.ts';
import { flagsRegister, setFlagsRegister } from './processor-state.ts';
import { setX, x } from './values.ts';

/** The three instructions of one copy or set, in this order. */
const stages = ['p', 'm', 'e'] as const;

/** Of CPY*, bits 13:12: which accesses are unprivileged. Bits 15:14: which are non-temporal. */
const copyPrivileges = ['', 'wt', 'rt', 't'] as const;
const copyHints = ['', 'wn', 'rn', 'n'] as const;

/** Of SET*: unprivileged, non-temporal. */
const setOptions = ['', 't', 'n', 'tn'] as const;

const group = 'Memory Copy and Memory Set';
const feature = 'FEAT_MOPS';

const copySyntaxes = (mnemonic: string): readonly Syntax[] =>
  stages.flatMap((stage, op1) =>
    copyHints.flatMap((hint, hints) =>
      copyPrivileges.map((privilege, privileges) => ({
        text: `${mnemonic}${stage}${privilege}${hint} [X:Rd,bare]!, [X:Rs,bare]!, X:Rn!`,
        fixed: { op1, hints, privileges },
      })),
    ),
  );

const setSyntaxes = (mnemonic: string): readonly Syntax[] =>
  stages.flatMap((stage, index) =>
    setOptions.map((option, options) => ({
      text: `${mnemonic}${stage}${option} [X:Rd,bare]!, X:Rn!, X:Rs`,
      fixed: { stage: index, options },
    })),
  );

/**
 * The registers and flags that an instruction works with, each from all of them: how much one instruction does is the
 * processor's choice. The bytes, as many as a register says, are in no memory shape.
 */
function worked(name: string, registers: readonly number[], others: readonly Value[]): Meaning {
  const operands = [...registers.map((number) => x(number)), flagsRegister(), ...others];
  const after = (part: string): Value => opaque(`${name} (${part})`, operands, 64);
  const writes: readonly Write[] = [
    ...registers.flatMap((number) => setX(number, after(`X${number}`))),
    ...setFlagsRegister(after('NZCV')),
  ];
  return { writes };
}

/**
 * CheckCPYConstrainedUnpredictable and CheckSETConstrainedUnpredictable of the manual: registers that are the same, or the
 * zero register where it would be updated, make an instruction UNDEFINED or NOP, so these values have no row.
 */
const areDistinct = (updated: readonly number[], others: readonly number[] = []): boolean =>
  !updated.includes(31) && new Set([...updated, ...others]).size === updated.length + others.length;

const copied = ({ Rd = 0, Rs = 0, Rn = 0 }: Fields): Meaning => worked('CPY', [Rd, Rs, Rn], []);

/** `Rs` has the byte, or is left out where the instruction sets tags alone. */
function filled({ Rd = 0, Rs, Rn = 0 }: Fields, tagged: boolean): Meaning {
  const { writes } = worked('SET', [Rd, Rn], Rs === undefined ? [] : [x(Rs, 8)]);
  const tags = tagged ? [writtenTags('SETG', x(Rd), [x(Rn)])] : [];
  return { writes: [...writes, ...tags] };
}

const isSet = ({ stage = 0, Rd = 0, Rs, Rn = 0 }: Fields): boolean =>
  stage < stages.length && areDistinct([Rd, Rn], Rs === undefined ? [] : [Rs]);

const copy = (name: string, o0: 0 | 1): Form =>
  form(
    `${name}P/${name}M/${name}E`,
    `00 011 ${o0} 01 op1:2 0 Rs hints:2 privileges:2 01 Rn Rd`,
    {
      group,
      feature,
      allocated: ({ op1 = 0, Rd = 0, Rs = 0, Rn = 0 }) =>
        op1 < stages.length && areDistinct([Rd, Rs, Rn]),
      roles: () => ({ op1: 'other' }),
      syntaxes: copySyntaxes(name.toLowerCase()),
    },
    copied,
  );

/** Copies and sets of memory by several instructions: Arm ARM, C4.1.94 and C6.2 "CPYFP, CPYFM, CPYFE". */
export const loadsStoresMemoryOperations: readonly Form[] = [
  copy('CPYF', 0),
  copy('CPY', 1),
  form(
    'SETP/SETM/SETE',
    '00 011 0 01 11 0 Rs stage:2 options:2 01 Rn Rd',
    { group, feature, allocated: isSet, syntaxes: setSyntaxes('set') },
    (fields) => filled(fields, false),
  ),
  form(
    'SETGP/SETGM/SETGE',
    '00 011 1 01 11 0 Rs stage:2 options:2 01 Rn Rd',
    { group, feature, allocated: isSet, syntaxes: setSyntaxes('setg') },
    (fields) => filled(fields, true),
  ),
  form(
    'SETGOP/SETGOM/SETGOE',
    '00 011 1 01 11 0 11111 stage:2 options:2 00 Rn Rd',
    { group, feature: 'FEAT_MOPS_GO', allocated: isSet },
    (fields) => filled(fields, true),
  ),
];

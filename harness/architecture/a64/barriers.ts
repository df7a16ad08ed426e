import { opaque } from '../../expression/expression.ts';
import type { Form, Syntax } from './form.ts';
import { form } from './form.ts';
import { constant, setX, xLocation } from './values.ts';

/** A barrier changes the order of what is around it, and nothing else. */
function barrier(
  name: string,
  diagram: string,
  syntaxes: readonly Syntax[],
  feature?: string,
): Form {
  return form(
    name,
    `11010101000000110011 ${diagram} 11111`,
    { group: 'Barriers', syntaxes, ...(feature === undefined ? {} : { feature }) },
    () => ({ writes: [] }),
  );
}

/** CRm of the barriers by its name (Arm ARM C6.2, DSB and DMB). */
export const barrierOptions = {
  oshld: 1,
  oshst: 2,
  osh: 3,
  nshld: 5,
  nshst: 6,
  nsh: 7,
  ishld: 9,
  ishst: 10,
  ish: 11,
  ld: 13,
  st: 14,
  sy: 15,
} as const;

/** A barrier with its option, by name or number. */
/** The option of DSB or DMB by its name, `ish`; `#0` where it has none. */
export function barrierOptionName(crm: number): string {
  const [name] = Object.entries(barrierOptions).find(([, value]) => value === crm) ?? [];
  return name ?? `#${crm}`;
}

const optionSyntaxes = (mnemonic: string): readonly Syntax[] => [
  ...Object.entries(barrierOptions).map(([name, CRm]) => ({
    text: `${mnemonic} =${name}`,
    fixed: { CRm },
  })),
  { text: `${mnemonic} u:CRm`, fixed: {} },
];

/** WFET and WFIT: the time until which they wait is compared with CNTVCT_EL0. */
function timedWait(name: string, op2: string, what: 'event' | 'interrupt'): Form {
  return form(
    name,
    `11010101000000110001 0000 ${op2} Rt`,
    {
      group: 'System instructions with register argument',
      feature: 'FEAT_WFxT',
      syntaxes: [{ text: `${name.toLowerCase()} X:Rt`, fixed: {} }],
    },
    ({ Rt = 0 }) => {
      const limit = xLocation(Rt);
      return {
        writes: what === 'event' ? [{ location: 'event', value: constant(0, 1) }] : [],
        control: { kind: 'wait', for: what },
        alsoReads: [
          ...(limit === undefined ? [] : [limit]),
          ...(what === 'event' ? (['event'] as const) : []),
        ],
      };
    },
  );
}

/** Barriers, CLREX, waiting with a limit, and transactions: Arm ARM, C4.1.94. */
export const barriers: readonly Form[] = [
  form(
    'CLREX',
    '11010101000000110011 CRm 010 11111',
    { group: 'Barriers', syntaxes: [{ text: 'clrex u:CRm?15', fixed: {} }] },
    () => ({ writes: [{ location: 'monitor', value: constant(0, 1) }] }),
  ),
  barrier('DSB', 'CRm 100', [
    { text: 'ssbb', fixed: { CRm: 0 } },
    { text: 'pssbb', fixed: { CRm: 4 } },
    ...optionSyntaxes('dsb'),
    // Of the R profile.
    { text: 'dfb', fixed: { CRm: 12 } },
  ]),
  barrier(
    'DSB nXS',
    'imm2 10 001',
    [
      ...['oshnxs', 'nshnxs', 'ishnxs', 'synxs'].map((name, imm2) => ({
        text: `dsb =${name}`,
        fixed: { imm2 },
      })),
      { text: 'dsb u:imm2*4+16', fixed: {} },
    ],
    'FEAT_XS',
  ),
  barrier('DMB', 'CRm 101', optionSyntaxes('dmb')),
  barrier('ISB', 'CRm 110', [
    { text: 'isb u:CRm?15', fixed: {} },
    { text: 'isb =sy', fixed: { CRm: barrierOptions.sy } },
  ]),
  barrier('SB', '(0)(0)(0)(0) 111', [{ text: 'sb', fixed: {} }], 'FEAT_SB'),
  timedWait('WFET', '000', 'event'),
  timedWait('WFIT', '001', 'interrupt'),
  form(
    'TSTART',
    '1101010100100 011 0011 0000 011 Rt',
    {
      group: 'System with result',
      feature: 'FEAT_TME',
      syntaxes: [{ text: 'tstart X:Rt', fixed: {} }],
    },
    ({ Rt = 0 }) => ({ writes: setX(Rt, opaque('TSTART', [], 64)) }),
  ),
  form(
    'TTEST',
    '1101010100100 011 0011 0001 011 Rt',
    {
      group: 'System with result',
      feature: 'FEAT_TME',
      syntaxes: [{ text: 'ttest X:Rt', fixed: {} }],
    },
    ({ Rt = 0 }) => ({ writes: setX(Rt, opaque('depth of transactions', [], 64)) }),
  ),
  form(
    'TCOMMIT',
    '11010101000000110011 0000 011 11111',
    { group: 'Barriers', feature: 'FEAT_TME', syntaxes: [{ text: 'tcommit', fixed: {} }] },
    () => ({ writes: [] }),
  ),
];

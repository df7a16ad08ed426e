import { input, opaque } from '../../expression/expression.ts';
import type { Form, FormOptions, Location, Meaning } from './form.ts';
import { form } from './form.ts';
import { authenticated, isEnabled, stripped } from './pointer-authentication.ts';
import { systemLocations as locations } from './system-location.ts';
import { constant, setX, x, xOrSp } from './values.ts';

/** The manual's encoding group: what a processor does not have of it has no effect. */
export const hintGroup = 'Hints';
const group = hintGroup;

const none: Meaning = { writes: [] };

/** A hint by its number, CRm:op2, with no more effect than the meaning says. */
function hint(
  number: number,
  name: string,
  meaning: Meaning = none,
  options: Omit<FormOptions, 'group' | 'syntaxes'> = { hint: true },
): Form {
  const bits = number.toString(2).padStart(7, '0');
  const [mnemonic = '', operand] = name.toLowerCase().split(' ');
  const written = otherNames.get(mnemonic) ?? mnemonic;
  const text = operand === undefined ? written : `${written} =${operand}`;
  const syntaxes = hasSyntax(number) ? [{ text, fixed: {} }] : [];
  return form(
    name,
    `11010101000000110010 ${bits} 11111`,
    { group, syntaxes, ...options },
    () => meaning,
  );
}

/** What GNU as calls by another name than the manual. */
const otherNames: ReadonlyMap<string, string> = new Map([['clrbhb', 'clearbhb']]);

/** Later than the assemblers that the encoder follows. */
const hasSyntax = (number: number): boolean => ![19, 39, 40].includes(number);

const link = 30;

type InstructionKey = 'IA' | 'IB';

/** PACIA1716 and its kin: x17 is the pointer, x16 the modifier. */
const with1716 = (operation: 'PAC' | 'AUT', key: InstructionKey): Meaning => ({
  writes: setX(17, authenticated(operation, key, x(17), x(16))),
  controls: [isEnabled(key)],
});
const withZero = (operation: 'PAC' | 'AUT', key: InstructionKey): Meaning => ({
  writes: setX(link, authenticated(operation, key, x(link), constant(0, 64))),
  controls: [isEnabled(key)],
});
const withSp = (operation: 'PAC' | 'AUT', key: InstructionKey): Meaning => ({
  writes: setX(link, authenticated(operation, key, x(link), xOrSp(31))),
  controls: [isEnabled(key)],
});

const pauth = { feature: 'FEAT_PAuth' } as const;

const sendEvent: Meaning = { writes: [{ location: 'event', value: constant(1, 1) }] };

/** ESB defers a pending SError, which DISR_EL1 then describes. */
const errorSynchronization: Meaning = {
  writes: [
    {
      location: locations.disrEl1,
      value: opaque('ESB', [input<Location>(locations.disrEl1, 64)], 64),
    },
  ],
};

const named: readonly Form[] = [
  hint(0, 'NOP'),
  hint(1, 'YIELD'),
  hint(
    2,
    'WFE',
    {
      writes: [{ location: 'event', value: constant(0, 1) }],
      control: { kind: 'wait', for: 'event' },
      alsoReads: ['event'],
    },
    {},
  ),
  hint(3, 'WFI', { writes: [], control: { kind: 'wait', for: 'interrupt' } }, {}),
  hint(4, 'SEV', sendEvent, {}),
  hint(5, 'SEVL', sendEvent, {}),
  hint(6, 'DGH', none, { hint: true, feature: 'FEAT_DGH' }),
  hint(7, 'XPACLRI', { writes: setX(link, stripped(x(link))) }, pauth),
  hint(8, 'PACIA1716', with1716('PAC', 'IA'), pauth),
  hint(10, 'PACIB1716', with1716('PAC', 'IB'), pauth),
  hint(12, 'AUTIA1716', with1716('AUT', 'IA'), pauth),
  hint(14, 'AUTIB1716', with1716('AUT', 'IB'), pauth),
  hint(16, 'ESB', errorSynchronization, { feature: 'FEAT_RAS' }),
  hint(17, 'PSB CSYNC', none, { hint: true, feature: 'FEAT_SPE' }),
  hint(18, 'TSB CSYNC', none, { hint: true, feature: 'FEAT_TRF' }),
  hint(19, 'GCSB DSYNC', none, { hint: true, feature: 'FEAT_GCS' }),
  hint(20, 'CSDB'),
  hint(22, 'CLRBHB', none, { hint: true, feature: 'FEAT_CLRBHB' }),
  hint(24, 'PACIAZ', withZero('PAC', 'IA'), pauth),
  hint(25, 'PACIASP', withSp('PAC', 'IA'), pauth),
  hint(26, 'PACIBZ', withZero('PAC', 'IB'), pauth),
  hint(27, 'PACIBSP', withSp('PAC', 'IB'), pauth),
  hint(28, 'AUTIAZ', withZero('AUT', 'IA'), pauth),
  hint(29, 'AUTIASP', withSp('AUT', 'IA'), pauth),
  hint(30, 'AUTIBZ', withZero('AUT', 'IB'), pauth),
  hint(31, 'AUTIBSP', withSp('AUT', 'IB'), pauth),
  hint(39, 'PACM', none, { hint: true, feature: 'FEAT_PAuth_LR' }),
  // Clears the bits of the features that are enabled.
  hint(
    40,
    'CHKFEAT X16',
    { writes: setX(16, opaque('CHKFEAT', [x(16)], 64)) },
    { feature: 'FEAT_CHK' },
  ),
];

/** BTI, by the branches that may come to it. */
const branchTarget = form(
  'BTI',
  '11010101000000110010 0100 targets:2 0 11111',
  {
    group,
    feature: 'FEAT_BTI',
    hint: true,
    syntaxes: ['bti', 'bti =c', 'bti =j', 'bti =jc'].map((text, targets) => ({
      text,
      fixed: { targets },
    })),
  },
  () => none,
);

const numberOf = ({ pattern }: Form): number => (pattern.value >>> 5) & 0x7f;

const taken: ReadonlySet<number> = new Set([...named.map(numberOf), 32, 34, 36, 38]);

/** Hints: Arm ARM, C4.1.94. All that have no name do nothing. */
export const hints: readonly Form[] = [
  ...named,
  branchTarget,
  form(
    'HINT',
    '11010101000000110010 imm7 11111',
    {
      group,
      hint: true,
      allocated: ({ imm7 = 0 }) => !taken.has(imm7),
      syntaxes: [{ text: 'hint u:imm7', fixed: {} }],
    },
    () => none,
  ),
];

import type { ExceptionLevel } from '../pstate.ts';
import type { RegisterName } from '../registers.ts';
import { wordOf } from '../registers.ts';
import type { State } from '../state.ts';

/** The system registers that say how addresses are translated at EL0, EL1 and EL2. */
export const translationRegisters = [
  'sctlr_el1',
  'tcr_el1',
  'ttbr0_el1',
  'ttbr1_el1',
  'mair_el1',
  'sctlr_el2',
  'tcr_el2',
  'ttbr0_el2',
  'mair_el2',
  'hcr_el2',
  'vtcr_el2',
  'vttbr_el2',
] as const satisfies readonly RegisterName[];

export type TranslationRegister = (typeof translationRegisters)[number];

const ofStage2: ReadonlySet<TranslationRegister> = new Set(['hcr_el2', 'vtcr_el2', 'vttbr_el2']);

/** Their values, 64 bits each. */
export type Controls = Readonly<Record<TranslationRegister, bigint>>;

/** Those that say how the addresses of an Exception level are translated. */
export function controlsOfLevel(level: ExceptionLevel): readonly TranslationRegister[] {
  return level >= 2 ? hypervisorRegisters : guestRegisters;
}

const hypervisorRegisters = translationRegisters.filter(
  (name) => name.endsWith('_el2') && !ofStage2.has(name),
);
const guestRegisters = translationRegisters.filter(
  (name) => name.endsWith('_el1') || ofStage2.has(name),
);

const words = translationRegisters.map((name) => [name, wordOf(name)] as const);

export function controlsOf(state: State): Controls {
  return Object.fromEntries(
    words.map(([name, word]) => [name, state.words[word] as bigint]),
  ) as Record<TranslationRegister, bigint>;
}

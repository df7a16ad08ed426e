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

/** Their values, 64 bits each. */
export type Controls = Readonly<Record<TranslationRegister, bigint>>;

const words = translationRegisters.map((name) => [name, wordOf(name)] as const);

export function controlsOf(state: State): Controls {
  return Object.fromEntries(
    words.map(([name, word]) => [name, state.words[word] as bigint]),
  ) as Record<TranslationRegister, bigint>;
}

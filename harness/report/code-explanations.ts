import { diagnosticCodes } from '../diagnostics/codes.ts';
import { deviations } from '../machine/deviations.ts';
import { findingCodes, noteCodes } from '../judge/codes.ts';

/** Codes of one kind, with what each means. */
export interface CodeGroup {
  readonly title: string;
  readonly codes: Readonly<Record<string, { readonly explanation: string }>>;
}

/** Every code that a report or an error can have. */
export const codeGroups: readonly CodeGroup[] = [
  { title: 'Findings: what a call did wrong', codes: findingCodes },
  { title: 'Notes: worth knowing, not wrong', codes: noteCodes },
  { title: 'Errors: what hcall cannot work with', codes: diagnosticCodes },
  {
    title: 'Deviations: where a second engine is not compared as it is',
    codes: Object.fromEntries(
      Object.entries(deviations).map(([name, { when, ignored, reason, source }]) => [
        name,
        {
          explanation: `Shows when ${when}. Not compared: ${ignored}. Why: ${reason} (${source}).`,
        },
      ]),
    ),
  },
];

/** What a code means; undefined for a word that is none. */
export function explanationOf(code: string): string | undefined {
  return codeGroups.find(({ codes }) => Object.hasOwn(codes, code))?.codes[code]?.explanation;
}

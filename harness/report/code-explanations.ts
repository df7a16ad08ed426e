import { given } from '../collections/given.ts';
import type { Plain } from '../collections/plain.ts';
import { diagnosticCodes } from '../diagnostics/codes.ts';
import { deviations } from '../machine/deviations.ts';
import { findingCodes, noteCodes } from '../judge/codes.ts';
import type { explainedCodeShape } from './explain-shape.ts';

/** A code, and what it means. */
export type ExplainedCode = Plain<typeof explainedCodeShape>;

interface CodeExplanation {
  readonly explanation: string;
  /** Of an error: the exit code. */
  readonly exit?: number;
}

/** Codes of one kind, with what each means. */
export interface CodeGroup {
  readonly title: string;
  readonly kind: ExplainedCode['kind'];
  readonly codes: Readonly<Record<string, CodeExplanation>>;
}

/** Every code that a report or an error can have. */
export const codeGroups: readonly CodeGroup[] = [
  { title: 'Findings: what a call did wrong', kind: 'finding', codes: findingCodes },
  { title: 'Notes: worth knowing, not wrong', kind: 'note', codes: noteCodes },
  { title: 'Errors: what hcall cannot work with', kind: 'error', codes: diagnosticCodes },
  {
    title: 'Deviations: where a second engine is not compared as it is',
    kind: 'deviation',
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

/** All codes, by kind and name. */
export function explainedCodes(): ExplainedCode[] {
  return codeGroups.flatMap(({ kind, codes }) =>
    Object.entries(codes)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([code, { explanation, exit }]) => ({ code, kind, explanation, ...given({ exit }) })),
  );
}

/** What a code means; undefined for a word that is none. */
export function explanationOf(code: string): string | undefined {
  return codeGroups.find(({ codes }) => Object.hasOwn(codes, code))?.codes[code]?.explanation;
}

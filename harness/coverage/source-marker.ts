/** What a comment in a source says of its line to an analysis: `// hcall: unreachable: REASON`. */
const markerKinds = [
  /** No test can execute the instruction. */
  'unreachable',
  /** No test can make the condition hold: the branch is never taken. */
  'never',
  /** No test can make the condition fail: the branch is always taken. */
  'always',
  /** Some mutants of the instruction behave as it does. */
  'equivalent',
] as const;
type MarkerKind = (typeof markerKinds)[number];

export interface SourceMarker {
  readonly kind: MarkerKind;
  /** For 'equivalent': the mutations that are meant, as reports call them; empty: every one of the line. */
  readonly what: readonly string[];
  readonly reason: string;
}

const pattern = /\bhcall:\s*(unreachable|never|always|equivalent)\s*(?:\(([^)]*)\))?\s*:\s*(\S.*)$/;

/** The marker of a source line; undefined for a line without one, and for one without a reason. */
export function markerOf(text: string | undefined): SourceMarker | undefined {
  const [, kind, what = '', reason = ''] = pattern.exec(text ?? '') ?? [];
  return kind === undefined
    ? undefined
    : {
        kind: kind as MarkerKind,
        what: what
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
        reason: reason.replace(/\s*\*\/\s*$/, ''),
      };
}

/**
 * What a call brings to a caller who did not mean it, the worst last. `same` is for comparisons: what the caller
 * meant.
 */
export const consequences = [
  'same',
  'error',
  'nothing',
  'trap',
  'wrong-value',
  'dangerous',
] as const;
export type Consequence = (typeof consequences)[number];

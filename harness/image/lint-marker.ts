/**
 * What a comment in a source says of its line to the lint of vector tables: `// hcall: no-return: REASON` at a call that never comes
 * back, `// hcall: aligned: REASON` at a table that something else aligns, a linker script, say.
 */
const markerKinds = ['no-return', 'aligned'] as const;
export type LintMarker = (typeof markerKinds)[number];

const pattern = /\bhcall:\s*(no-return|aligned)\s*:\s*\S/;

/** The marker of a source line; undefined for a line without one, and for one without a reason. */
export function lintMarkerOf(text: string | undefined): LintMarker | undefined {
  return pattern.exec(text ?? '')?.[1] as LintMarker | undefined;
}

/**
 * Whether a stream gets terminal colours. FORCE_COLOR decides where it is set (force-color.org): `0` and `false` are no
 * colours, anything else is colours, on files and pipes too. Then NO_COLOR (no-color.org), and TERM.
 */
export function wantsColour(
  isTerminal: boolean,
  { FORCE_COLOR, NO_COLOR = '', TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') {
    return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  }
  return isTerminal && NO_COLOR === '' && TERM !== 'dumb';
}

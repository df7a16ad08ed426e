import type { RegisterName } from '../architecture/registers.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { readGivenName } from './given-register.ts';
import { readWord } from './option-values.ts';

/** A register and the values that it may have: first and last, hexadecimal. */
export type RegisterRange = readonly [RegisterName, readonly [string, string]];

/**
 * `REGISTER=VALUE` or `REGISTER=FIRST-LAST`. Throws `bad-option-value` for what is neither, and where the last value is
 * below the first.
 */
export function readRegisterRange(text: string): RegisterRange {
  const [register, value] = readGivenName(text, 'REGISTER=VALUE or REGISTER=FIRST-LAST');
  // A minus at the start is a sign.
  const dash = value.indexOf('-', 1);
  const option = `--set ${register}`;
  const from = readWord(option, dash < 0 ? value : value.slice(0, dash));
  const to = dash < 0 ? from : readWord(option, value.slice(dash + 1));
  if (to < from) {
    throw problem('bad-option-value', `the values of ${option} are none: '${value}'`, {
      note: 'write the lower one first, as in x0=0x10-0x1f',
    });
  }
  return [register, [hexadecimal(from), hexadecimal(to)]];
}

/** Workers get plain data, and JSON has no bigint. */
function hexadecimal(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** The values of each register together: one given again has the values of both. */
export function gatherRanges(
  ranges: readonly RegisterRange[],
): [RegisterName, (readonly [string, string])[]][] {
  const gathered = new Map<RegisterName, (readonly [string, string])[]>();
  for (const [register, range] of ranges) {
    gathered.set(register, [...(gathered.get(register) ?? []), range]);
  }
  return [...gathered];
}

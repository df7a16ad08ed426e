import { mapTexts } from '../../diagnostics/shown.ts';
import type { RunEvent } from '../../run/event.ts';
import { verdicts } from '../../run/verdict.ts';

/** What a stranger puts into a name to be obeyed, or to be read as something else. */
const hostile = [
  '\u001B[31m',
  '\u001B]0;title\u0007',
  '\u009B2J',
  '\n::error::obeyed\n',
  '\r##[error]obeyed',
  '\u202Ecba\u2066',
  '\u200B',
  '\u2028',
  '\u0000',
  '\uD800',
  '\uFDD0[31m',
  ']]>',
  '\\',
  '%0A::error::',
];

/** Texts with hostile parts at random places, the same for the same seed; equal texts become equal ones. */
export function spoil(events: readonly RunEvent[], seed: number): RunEvent[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const keywords = new Set<string>([...verdicts, ...events.map(({ type }) => type)]);
  const known = new Map<string, string>();
  return mapTexts(events as RunEvent[], (text) => {
    // Names of fields and other words of the format itself are no stranger's.
    if (keywords.has(text) || /^[a-zA-Z-]+$/.test(text)) {
      return text;
    }
    const at = random(text.length + 1);
    const part = hostile[random(hostile.length)] ?? '';
    const spoiled = known.get(text) ?? `${text.slice(0, at)}${part}${text.slice(at)}`;
    known.set(text, spoiled);
    return spoiled;
  });
}

import { expect, test } from '@jest/globals';
import { mapTexts } from '../diagnostics/shown.ts';
import type { RunEvent } from '../run/event.ts';
import { verdicts } from '../run/verdict.ts';
import type { ReporterName } from './reporter.ts';
import { createReporter } from './create.ts';
import { brokenFileRun, exampleEvents } from '../testing/report/example-events.ts';

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
function spoil(events: readonly RunEvent[], seed: number): RunEvent[] {
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

async function report(name: ReporterName, events: readonly RunEvent[], colour: boolean) {
  let text = '';
  const options = { write: (piece: string) => (text += piece), colour };
  const reporter = await createReporter(name, options);
  events.forEach((event) => reporter.handle(event));
  return text;
}

const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const escapeCharacter = String.fromCharCode(27);
const ownColours = new RegExp(`${escapeCharacter}\\[(?:1|2|22|31|32|33|36|39)m`, 'g');

const seeds = Array.from({ length: 60 }, (_, seed) => seed + 1);

test.each<[ReporterName, boolean]>([
  ['spec', false],
  ['spec', true],
  ['tap', false],
  ['github', false],
  ['junit', false],
  ['json', false],
])('no name reaches the reader of %s raw (colour: %s)', async (name, colour) => {
  for (const seed of seeds) {
    for (const events of [exampleEvents, brokenFileRun]) {
      const text = await report(name, spoil(events, seed), colour);
      const rest = (colour ? text.replaceAll(ownColours, '') : text).replaceAll(/[\n\t]/g, '');
      expect(obeyed.exec(rest)?.[0]).toBeUndefined();
    }
  }
});

test.each<ReporterName>(['spec', 'tap', 'junit', 'json', 'blob'])(
  '%s has no command',
  async (name) => {
    for (const seed of seeds) {
      const text = await report(name, spoil(exampleEvents, seed), false);
      expect(text).not.toMatch(/^\s*::|##\[/m);
    }
  },
);

test('each line of the GitHub report is a command of its own or the totals', async () => {
  for (const seed of seeds) {
    const lines = (await report('github', spoil(exampleEvents, seed), false)).trimEnd().split('\n');
    expect(lines.map((line) => /^(?:::error |4 passed)/.test(line))).toEqual(lines.map(() => true));
  }
});

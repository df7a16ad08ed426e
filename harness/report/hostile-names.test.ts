import { expect, test } from '@jest/globals';
import type { ReporterName } from './reporter.ts';
import { brokenFileRun, exampleEvents } from '../testing/report/example-events.ts';
import { spoil } from '../testing/report/hostile-events.ts';
import { writtenReport } from '../testing/report/written-report.ts';

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
      const text = await writtenReport(name, spoil(events, seed), { colour });
      const rest = (colour ? text.replaceAll(ownColours, '') : text).replaceAll(/[\n\t]/g, '');
      expect(obeyed.exec(rest)?.[0]).toBeUndefined();
    }
  }
});

test.each<ReporterName>(['spec', 'tap', 'junit', 'json', 'blob'])(
  '%s has no command',
  async (name) => {
    for (const seed of seeds) {
      const text = await writtenReport(name, spoil(exampleEvents, seed));
      expect(text).not.toMatch(/^\s*::|##\[/m);
    }
  },
);

test('each line of the GitHub report is a command of its own or the totals', async () => {
  for (const seed of seeds) {
    const lines = (await writtenReport('github', spoil(exampleEvents, seed))).trimEnd().split('\n');
    expect(lines.map((line) => /^(?:::error |4 passed)/.test(line))).toEqual(lines.map(() => true));
  }
});

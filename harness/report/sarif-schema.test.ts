import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Log } from 'sarif';
import type { RunEvent } from '../run/event.ts';
import {
  brokenFileRun,
  emptyRun,
  exampleEvents,
  exampleSources,
} from '../testing/report/example-events.ts';
import { spoil } from '../testing/report/hostile-events.ts';
import { writtenReport } from '../testing/report/written-report.ts';

const tree = join(import.meta.dirname, '..', '..');
const gaps = 'harness/testing/mutation/gaps';
/** The schema of the standard, as Microsoft publishes it: in draft 4, and none of it means another thing in later drafts. */
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve(
      '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
    ),
    'utf8',
  ),
) as Readonly<Record<string, unknown>>;
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
formats.default(ajv);
const isValid = ajv.compile<Log>(schema);

/** What is wrong with a log: by the schema, and what a schema cannot say. */
function complaints(text: string): unknown[] {
  const log: unknown = JSON.parse(text);
  if (!isValid(log)) {
    return isValid.errors ?? [];
  }
  return log.runs.flatMap(({ tool, results = [] }) =>
    // 3.27.5 and 3.27.6: the rule at the index is the one of the id.
    results.filter(({ ruleId, ruleIndex }) => tool.driver.rules?.[ruleIndex ?? -1]?.id !== ruleId),
  );
}

describe('SARIF by its standard', () => {
  test.each<[string, readonly RunEvent[]]>([
    ['every verdict', exampleEvents],
    ['a file that cannot be run', brokenFileRun],
    ['no test', emptyRun],
  ])('of a run: %s', async (_, events) => {
    const text = await writtenReport('sarif', events, { sources: exampleSources });
    expect(complaints(text)).toEqual([]);
  });

  test('of a run with hostile names', async () => {
    for (const seed of Array.from({ length: 30 }, (_, index) => index + 1)) {
      expect(complaints(await writtenReport('sarif', spoil(exampleEvents, seed)))).toEqual([]);
    }
  });

  test.each<[string, number, readonly string[]]>([
    ['lint', 1, ['harness/testing/report/short-table.S', '--table', 'table']],
    ['callers', 0, ['asm/immediate/hyp.S', '--abi', 'immediate']],
    ['mutate', 0, [gaps, '--fixtures', gaps]],
  ])('of %s', (command, code, args) => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(tree, 'dist', 'cli', 'main.js'), command, ...args, '--format', 'sarif'],
      { cwd: tree, encoding: 'utf8' },
    );
    expect(status).toBe(code);
    expect(complaints(stdout)).toEqual([]);
    expect((JSON.parse(stdout) as Log).runs[0]?.results?.length).toBeGreaterThan(0);
  });

  test('the schema finds what is wrong', async () => {
    const text = await writtenReport('sarif', exampleEvents);
    for (const [right, wrong] of [
      ['"startLine": 4', '"startLine": 0'],
      ['"ruleIndex": 0', '"ruleIndex": 1'],
      ['"level": "error"', '"level": "fatal"'],
      ['"uri": "vectors/stub.S"', '"uri": "vectors/a b.S"'],
      ['"locations"', '"location"'],
    ] as const) {
      expect(text).toContain(right);
      expect(complaints(text.replace(right, wrong))).not.toEqual([]);
    }
  });
});

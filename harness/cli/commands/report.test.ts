import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../../testing/cli/command-line-fixture.ts';
import { exampleComparison } from '../../testing/report/compare-example.ts';
import { verdicts } from '../../run/verdict.ts';
import { exampleHeader } from '../../testing/report/example-header.ts';

let folder = '';
const hcall = (line: string) => commandIn(folder, line.split(' '));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-report-'));
  writeFileSync(join(folder, 'compare.json'), JSON.stringify(exampleComparison()));
  writeFileSync(
    join(folder, 'a.yaml'),
    'abi: immediate\nvectors: stub\ntests: [{ name: a, hvc: 1, expect: { x0: 1, x17: any, x18: any } }]\n',
  );
  await hcall(
    'run a.yaml --in-process --reporter json --output run.json --reporter tap --output run.tap',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a stored result', () => {
  test('is written in several forms at once', async () => {
    const { code, out } = await hcall(
      'report compare.json --format html --output a.html --format mail --format json --output again.json',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^What changes for callers from old to new\?\n\n/);
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(JSON.parse(readFileSync(join(folder, 'again.json'), 'utf8'))).toEqual(
      exampleComparison(),
    );
  });

  test('of a run has what its reporters wrote', async () => {
    const { code, out } = await hcall('report run.json --format tap');
    expect(code).toBe(0);
    expect(out).toBe(readFileSync(join(folder, 'run.tap'), 'utf8'));
    expect((await hcall('report run.json')).out).toMatch(/1 failed \(/);
    const stored: unknown = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    expect(JSON.parse((await hcall('report run.json --format json')).out)).toEqual(stored);
  });
});

/** A run of no test. */
const emptyRun = {
  ...exampleHeader('run'),
  interrupted: false,
  us: 1,
  counts: Object.fromEntries(verdicts.map((verdict) => [verdict, 0])),
  fallbacks: [],
  fileErrors: [],
  tests: [],
};

/** What a stored result is replaced by, and the error. */
test.each<[string, string, string]>([
  ['{', 'x.json', "cannot read the result 'x.json': "],
  ['{"a": 1}', 'x.json', "'x.json' is no result of hcall"],
  ['{"schema": "hcall.asm/1"}', 'x.json', "'x.json' is of the schema 'hcall.asm/1'"],
  ['{"schema": "urn:hcall:schema:sweep:3"}', 'x.json', "the result 'x.json' is damaged: hcall: "],
  [
    '{"schema": "urn:hcall:schema:run:2", "tests": 3}',
    'x.json',
    "the run 'x.json' is damaged: hcall: ",
  ],
  [
    JSON.stringify({ ...emptyRun, counts: {} }),
    'x.json',
    "the run 'x.json' is damaged: counts.pass: ",
  ],
  [
    JSON.stringify({ ...emptyRun, counts: { ...emptyRun.counts, pass: 1 } }),
    'x.json',
    "the run 'x.json' is damaged: expected 1 tests with the verdict 'pass', found 0",
  ],
])('%s is no result', async (text, file, message) => {
  writeFileSync(join(folder, file), text);
  const { code, err } = await hcall(`report ${file}`);
  expect(code).toBe(2);
  expect(err).toContain(`error: ${message}`);
});

test.each([
  ['report compare.json --format svg', "the value of --format is not known: 'svg'"],
  ['report run.json --format mail', "the value of --format is not known: 'mail'"],
  ['report compare.json --format odd', "the value of --format is not known: 'odd'"],
  [
    'report compare.json --output a --output b',
    "the option --output 'b' has no --format before it",
  ],
  ['report none.json', "cannot read the result 'none.json'"],
])('%s is an error', async (line, message) => {
  const { code, err } = await hcall(line);
  expect([code, existsSync(join(folder, 'b'))]).toEqual([2, false]);
  expect(err).toContain(`error: ${message}`);
});

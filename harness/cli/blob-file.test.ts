import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { formatPlace } from '../diagnostics/place.ts';
import { BlobReporter } from '../report/blob.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import type { Verdict } from '../run/verdict.ts';
import { verdicts } from '../run/verdict.ts';
import { readBlob, readDurations } from './blob-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'hcall-blob-'));
afterAll(() => rmSync(folder, { recursive: true }));

function result(name: string, verdict: Verdict, more: Partial<TestResult> = {}): TestResult {
  const place = { file: 'f.yaml', line: 3, column: 5 };
  return {
    id: `f.yaml > ${name}`,
    file: 'f.yaml',
    name,
    place,
    tags: ['tag'],
    verdict,
    findings: [],
    clobbered: ['x17'],
    notes: [{ code: 'note', message: 'a note', place }],
    us: 12.5,
    ...more,
  };
}

function testCase(result: TestResult): RunEvent[] {
  return [
    { type: 'test-start', id: result.id },
    { type: 'test-end', result },
  ];
}

const none = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
const place = { file: 'stub.S', line: 1, column: 1 };

const start: RunEvent = {
  type: 'run-start',
  seed: 1,
  total: 2,
  rerun: true,
  gone: ['f.yaml > other'],
  shard: { index: 1, count: 2, digest: 'ab', order: ['f.yaml > a', 'f.yaml > b', 'f.yaml > c'] },
};
const fileError: RunEvent = {
  type: 'file-error',
  file: 'g.yaml',
  diagnostics: [
    {
      code: 'yaml-syntax',
      severity: 'error',
      message: 'wrong',
      place,
      excerpt: { text: 'line', length: 1 },
      trail: [{ what: 'included here', place }],
      note: 'a note',
    },
  ],
};
const passed = testCase(
  result('a', 'pass', { outcome: 'returned', trials: 12, trace: 'hcall trace' }),
);
const failed = testCase(
  result('b', 'fail', {
    reason: 'a reason',
    diagnostics: [],
    findings: [
      {
        code: 'wrong-value',
        subject: { kind: 'register', register: 'x0' },
        message: 'wrong',
        expected: '0x1',
        found: '0x2',
        before: '0x3',
        step: 1,
        by: { address: '0x4', symbol: 'f+0x4', instruction: 'nop', place, text: 'nop' },
      },
      {
        code: 'wrong-value',
        subject: { kind: 'memory', address: '0x1', size: 8, region: 'stack' },
        message: 'wrong',
      },
      { code: 'wrong-outcome', subject: { kind: 'outcome' }, message: 'wrong' },
    ],
  }),
);
const end: RunEvent = {
  type: 'run-end',
  counts: { ...none, pass: 1, fail: 1 },
  fileErrors: 1,
  interrupted: false,
  us: 100,
};
const events: readonly RunEvent[] = [start, fileError, ...passed, ...failed, end];

function textOf(all: readonly RunEvent[]): string {
  let text = '';
  const reporter = new BlobReporter({ write: (part) => void (text += part), colour: false });
  all.forEach((event) => reporter.handle(event));
  return text;
}

function write(text: string): string {
  writeFileSync(join(folder, 'a.blob'), text);
  return 'a.blob';
}

async function errorOf(text: string): Promise<string> {
  try {
    await readBlob(write(text), folder);
  } catch (error) {
    if (error instanceof HcallError) {
      const { code, message, place: at } = error.diagnostics[0] as Diagnostic;
      return `${at === undefined ? '' : `${formatPlace(at)}: `}${message} [${code}]`;
    }
    throw error;
  }
  return 'nothing is refused';
}

describe('a blob', () => {
  test('is read as it was written', async () => {
    expect(await readBlob(write(textOf(events)), folder)).toEqual({ file: 'a.blob', events });
  });

  test('gives durations', async () => {
    expect([...(await readDurations(write(textOf(events)), folder))]).toEqual([
      ['f.yaml > a', 12.5],
      ['f.yaml > b', 12.5],
    ]);
  });

  test('has no end when its last line is cut off', async () => {
    const text = textOf(events);
    const cut = await readBlob(write(text.slice(0, -20)), folder);
    expect(cut.events).toEqual(events.slice(0, -1));
  });

  test('may lack tests after one that failed, or when the run was interrupted', async () => {
    const bailed: RunEvent = { ...end, counts: { ...none, fail: 1 } };
    const interrupted: RunEvent = { ...end, counts: { ...none, pass: 1 }, interrupted: true };
    const runs = [
      [start, fileError, ...failed, bailed],
      [start, fileError, ...passed, interrupted],
    ];
    for (const run of runs) {
      expect((await readBlob(write(textOf(run)), folder)).events).toEqual(run);
    }
  });
});

describe('a damaged blob', () => {
  const text = textOf(events);
  const lines = text.split('\n');

  function without(index: number): string {
    return lines.toSpliced(index, 1).join('\n');
  }

  test.each([
    ['another version', text.replace('"version":1', '"version":2'), `'a.blob' is no blob`],
    ['a list for a header', `[]\n${text}`, `'a.blob' is no blob`],
    ['null for a header', `null\n${text}`, `'a.blob' is no blob`],
    [
      'a broken line',
      text.replace('{"type":"test-end"', '{"type:"test-end"'),
      'a.blob:5:1: the blob is damaged: it is no JSON [damaged-blob]',
    ],
    [
      'an empty line',
      text.replace('\n{"type":"test-start"', '\n\n{"type":"test-start"'),
      'a.blob:4:1: the blob is damaged: it is no JSON',
    ],
    [
      'another verdict',
      text.replace('"verdict":"fail"', '"verdict":"pass"'),
      "a.blob:8:1: the blob is damaged: expected 1 tests with the verdict 'pass', found 2",
    ],
    [
      'an unknown verdict',
      text.replace('"verdict":"fail"', '"verdict":"fbil"'),
      'a.blob:7:1: the blob is damaged: result.verdict: Invalid option',
    ],
    [
      'an unknown code',
      text.replace('yaml-syntax', 'yaml-syntay'),
      'a.blob:3:1: the blob is damaged: diagnostics.0.code: Invalid option',
    ],
    [
      'a misspelt key',
      text.replace('"reason"', '"ruason"'),
      'a.blob:7:1: the blob is damaged: result: Unrecognized key: "ruason"',
    ],
    [
      'a test without its end',
      without(6),
      "a.blob:7:1: the blob is damaged: the test 'f.yaml > b' has no end",
    ],
    [
      'a test without its start',
      without(5),
      "a.blob:6:1: the blob is damaged: the test 'f.yaml > b' has no start",
    ],
    [
      'no failing test',
      lines.toSpliced(5, 2).join('\n'),
      "a.blob:6:1: the blob is damaged: expected 1 tests with the verdict 'fail', found 0",
    ],
    [
      'no start',
      without(1),
      "a.blob:2:1: the blob is damaged: expected the start of the run, found 'file-error'",
    ],
    [
      'two starts',
      lines.toSpliced(1, 0, lines[1] ?? '').join('\n'),
      "a.blob:3:1: the blob is damaged: expected an event of the run, found 'run-start'",
    ],
    [
      'no mistake in a file',
      without(2),
      'a.blob:7:1: the blob is damaged: expected 1 files with mistakes, found 0',
    ],
    [
      'a test twice',
      textOf([start, ...passed, ...passed, end]),
      "a.blob:5:1: the blob is damaged: the test 'f.yaml > a' is there twice",
    ],
    [
      'a test of no whole',
      textOf([start, ...testCase(result('x', 'pass'))]),
      "a.blob:4:1: the blob is damaged: the test 'f.yaml > x' is not among those of the whole run",
    ],
    [
      'something behind the end',
      `${text}${lines[3]}\n`,
      'a.blob:9:1: the blob is damaged: it stands behind the end of the run',
    ],
    [
      'tests that are missing without a reason',
      textOf([start, ...passed, { ...end, counts: { ...none, pass: 1 }, fileErrors: 0 }]),
      'a.blob:5:1: the blob is damaged: expected 2 tests, found 1',
    ],
    [
      'too many tests',
      textOf([{ ...start, total: 1 }, ...passed, ...failed]),
      'a.blob:6:1: the blob is damaged: expected no more than 1 tests',
    ],
  ])('with %s is refused', async (_name, damage, message) => {
    expect(await errorOf(damage)).toContain(message);
  });

  test('that is no file is refused', async () => {
    await expect(readBlob('/dev/zero', folder)).rejects.toThrow(
      "cannot read '/dev/zero': it is a device, expected a regular file",
    );
  });
});

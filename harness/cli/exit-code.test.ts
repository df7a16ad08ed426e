import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import type { Verdict } from '../run/verdict.ts';
import { exitCodeOfError, RunExitCode } from './exit-code.ts';

const badInput: Diagnostic = { code: 'unknown-key', severity: 'error', message: '' };
const missingTool: Diagnostic = { code: 'engine-missing', severity: 'error', message: '' };
const missingToolNote: Diagnostic = { ...missingTool, severity: 'note' };

type TestEnd = Extract<RunEvent, { type: 'test-end' }>;

const noCounts: Readonly<Record<Verdict, number>> = {
  pass: 0,
  fail: 0,
  skip: 0,
  xfail: 0,
  xpass: 0,
  flaky: 0,
  timeout: 0,
  crash: 0,
  error: 0,
};

const runStart: Extract<RunEvent, { type: 'run-start' }> = { type: 'run-start', seed: 1, total: 0 };
const shard = { index: 1, count: 2, digest: '', order: [] };

function runEnd(counts: Partial<Record<Verdict, number>>, interrupted = false): RunEvent {
  return {
    type: 'run-end',
    counts: { ...noCounts, ...counts },
    fileErrors: 0,
    interrupted,
    us: 0,
  };
}

function fileError(...diagnostics: Diagnostic[]): RunEvent {
  return { type: 'file-error', file: 'a.yaml', diagnostics };
}

function testError(...diagnostics: Diagnostic[]): TestEnd {
  const result: TestResult = {
    id: 'a.yaml > a',
    file: 'a.yaml',
    name: 'a',
    place: { file: 'a.yaml', line: 1, column: 1 },
    tags: [],
    verdict: 'error',
    findings: [],
    clobbered: [],
    notes: [],
    diagnostics,
    us: 0,
  };
  return { type: 'test-end', result };
}

const defect: RunEvent = {
  type: 'test-end',
  result: { ...testError().result, verdict: 'crash', defect: { message: 'x', text: 'Error: x' } },
};

describe("a run's exit code", () => {
  test.each<[string, RunEvent[], number]>([
    ['all passed', [runEnd({ pass: 1, skip: 1, xfail: 1 })], 0],
    ['all skipped', [runEnd({ skip: 1 })], 0],
    ['a test failed', [runEnd({ pass: 1, fail: 1 })], 1],
    ['a test passed against expectation', [runEnd({ xpass: 1 })], 1],
    ['a test timed out', [runEnd({ timeout: 1 })], 1],
    ['a test crashed', [runEnd({ crash: 1 })], 1],
    ['a test failed, and then somebody interrupted', [runEnd({ fail: 1 }, true)], 130],
    [
      'a tool is missing, and somebody interrupted',
      [fileError(missingTool), runEnd({}, true)],
      130,
    ],
    ['somebody interrupted before the first result', [runEnd({}, true)], 130],
    ['a file has a mistake and a test fails', [fileError(badInput), runEnd({ fail: 1 })], 2],
    ['a test has a mistake', [testError(badInput), runEnd({ error: 1 })], 2],
    ['a tool is missing', [fileError(badInput), testError(missingTool), runEnd({ error: 1 })], 3],
    ['no test ran', [runEnd({})], 4],
    ['no test ran in a rerun', [{ ...runStart, rerun: true }, runEnd({})], 0],
    ['all tests of a rerun are gone', [{ ...runStart, rerun: true, gone: ['a'] }, runEnd({})], 4],
    ['no test ran in a shard', [{ ...runStart, shard }, runEnd({})], 0],
    ['somebody interrupted', [runEnd({ pass: 1 }, true)], 130],
    [
      'a test has a defect of hcall, and all else is wrong',
      [fileError(badInput), defect, testError(missingTool), runEnd({ crash: 1, error: 1 }, true)],
      70,
    ],
  ])('%s', (_, events, expected) => {
    const exitCode = new RunExitCode();
    events.forEach((event) => exitCode.handle(event));
    expect(exitCode.value).toBe(expected);
  });
});

describe("an error's exit code", () => {
  test.each<[string, [Diagnostic, ...Diagnostic[]], number]>([
    ['a mistake', [badInput], 2],
    ['a missing tool besides a mistake', [badInput, missingTool], 3],
    ['a note about a tool', [badInput, missingToolNote], 2],
  ])('%s', (_, diagnostics, expected) => {
    expect(exitCodeOfError(new HcallError(diagnostics))).toBe(expected);
  });
});

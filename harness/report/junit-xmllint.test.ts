import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { RunEvent, TestResult } from '../run/event.ts';
import {
  brokenFileRun,
  emptyRun,
  exampleEvents,
  exampleSources,
  interruptedRun,
  passingRun,
} from '../testing/report/example-events.ts';
import { spoil } from '../testing/report/hostile-events.ts';
import { writtenReport } from '../testing/report/written-report.ts';
import { describeWith } from '../testing/tools.ts';

const schema = join(import.meta.dirname, '..', 'testing', 'report', 'junit.xsd');

/** The run, each test that did not pass passing when it ran again. */
function flaky(events: readonly RunEvent[]): RunEvent[] {
  return events.map((event) =>
    event.type === 'test-end' && event.result.verdict !== 'pass'
      ? { ...event, result: { ...event.result, verdict: 'flaky' as const } }
      : event,
  );
}

/** What xmllint says of a report: nothing but that it validates, or every complaint. */
function xmllint(report: string, ...options: readonly string[]): string {
  const { stdout, stderr } = spawnSync('xmllint', [...options, '-'], {
    input: report,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

function validate(report: string): string {
  return xmllint(report, '--noout', '--schema', schema);
}

const junit = (events: readonly RunEvent[]): Promise<string> =>
  writtenReport('junit', events, { sources: exampleSources });

describeWith('xmllint', 'JUnit XML as a reader with a schema takes it', () => {
  test.each<[string, readonly RunEvent[]]>([
    ['every verdict', exampleEvents],
    ['flaky tests', flaky(exampleEvents)],
    ['a passing run', passingRun],
    ['a file that cannot be run', brokenFileRun],
    ['no test', emptyRun],
    ['an interruption', interruptedRun],
  ])('%s', async (_, events) => {
    expect(validate(await junit(events))).toBe('- validates\n');
  });

  test('whatever is in names', async () => {
    for (const seed of Array.from({ length: 12 }, (_, index) => index + 1)) {
      for (const events of [exampleEvents, flaky(exampleEvents), brokenFileRun]) {
        expect(validate(await junit(spoil(events, seed)))).toBe('- validates\n');
      }
    }
  });

  test('the schema refuses what Surefire refuses', async () => {
    const report = await junit(exampleEvents);
    expect(validate(report.replaceAll(/time="0\.002"/g, 'time="0.001500"'))).toContain(
      "'0.001500' is not accepted by the pattern",
    );
  });

  test.each<[string, string, string]>([
    [
      'a failure has the code of its first finding',
      '//failure[1]/@type',
      'broken-clobber-contract',
    ],
    [
      'what passed against expectation says so itself',
      '//failure[@type="xpass"]/@message',
      'passed, but is expected to fail: spins',
    ],
    ['a skipped test has its reason', '//skipped[@type="skip"]/@message', 'needs EL3'],
    [
      'so has one that fails as expected',
      '//skipped[@type="xfail"]/@message',
      'the stub ignores it',
    ],
    ['a timeout is an error', '//error/@type', 'timeout'],
    ['tests of a suite', '//testsuite[1]/@tests', '6'],
    ['failures of a suite', '//testsuite[1]/@failures', '1'],
    ['skipped of a suite', '//testsuite[1]/@skipped', '2'],
    ['errors of all', '/testsuites/@errors', '1'],
    ['names come back as they are', '//testcase[4]/@name', 'set #1 & "x0" < x1'],
  ])('%s', async (_, path, value) => {
    expect(xmllint(await junit(exampleEvents), '--xpath', `string(${path})`)).toBe(`${value}\n`);
  });

  test.each<[Partial<TestResult>, string]>([
    [{ reason: 'passed in run 2' }, 'flakyError'],
    [
      {
        reason: 'passed in run 2',
        findings: [{ code: 'wrong-value', subject: { kind: 'outcome' }, message: 'wrong' }],
      },
      'flakyFailure',
    ],
  ])('a test that passed when it ran again counts as passed: %j', async (more, element) => {
    const events = flaky(exampleEvents).map((event) =>
      event.type === 'test-end' && event.result.name === 'slow'
        ? { ...event, result: { ...event.result, ...more } }
        : event,
    );
    const report = await junit(events);
    const of = (path: string): string => xmllint(report, '--xpath', `string(${path})`).trim();
    expect(of(`//testcase[@name="slow"]/${element}/@message`)).toBe('passed in run 2');
    expect([of('/testsuites/@failures'), of('/testsuites/@errors')]).toEqual(['0', '0']);
  });
});

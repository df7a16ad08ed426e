import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../run/event.ts';
import {
  brokenFileRun,
  emptyRun,
  exampleEvents,
  exampleSources,
  interruptedRun,
  passingRun,
} from '../testing/report/example-events.ts';
import { spoil } from '../testing/report/hostile-events.ts';
import type { KtapTest } from '../testing/report/read-ktap.ts';
import { readKtap } from '../testing/report/read-ktap.ts';
import { writtenReport } from '../testing/report/written-report.ts';
import { describeWith } from '../testing/tools.ts';

const ktap = (events: readonly RunEvent[]): Promise<string> =>
  writtenReport('ktap', events, { sources: exampleSources });

/** The tests as lines, those inside indented. */
function outline(tests: readonly KtapTest[], indent = ''): string[] {
  return tests.flatMap(({ ok, name, directive, reason, tests: inner }) => [
    `${indent}${ok ? 'ok' : 'not ok'} ${name}|${directive}|${reason}`,
    ...outline(inner, `${indent}  `),
  ]);
}

describe('KTAP by the rules of the kernel', () => {
  test.each<[string, readonly RunEvent[], readonly string[], boolean]>([
    [
      'every verdict',
      exampleEvents,
      [
        'not ok fixtures/stub.yaml||',
        '  ok get vectors||',
        '  ok an unknown immediate [imm=3]||',
        '  ok an unknown immediate [imm=4]||',
        '  not ok set %1 & "x0" < x1||',
        '  ok not here|SKIP|needs EL3',
        '  ok known to fail|XFAIL|the stub ignores it',
        'not ok fixtures/kvm.yaml||',
        '  not ok fixed||',
        '  not ok slow|TIMEOUT|no answer in 5 s',
        '  ok broken vector||',
      ],
      false,
    ],
    [
      'a passing run',
      passingRun,
      [
        'ok fixtures/stub.yaml||',
        '  ok get vectors||',
        '  ok not here|SKIP|needs EL3',
        '  ok known to fail|XFAIL|the stub ignores it',
      ],
      false,
    ],
    [
      'a file that cannot be run',
      brokenFileRun,
      ['not ok fixtures/bad.yaml||', '  not ok the file can be run|ERROR|'],
      false,
    ],
    ['no test', emptyRun, [], false],
    ['an interruption', interruptedRun, ['ok fixtures/stub.yaml||', '  ok get vectors||'], true],
  ])('%s', async (_, events, expected, bail) => {
    const read = readKtap(await ktap(events));
    expect([outline(read.tests), read.bail]).toEqual([expected, bail]);
  });

  test('no name makes another report of it', async () => {
    const shape = (tests: readonly KtapTest[]): unknown =>
      tests.map(({ ok, directive, diagnostics, tests: inner }) => [
        ok,
        directive,
        diagnostics.length,
        shape(inner),
      ]);
    const plain = shape(readKtap(await writtenReport('ktap', exampleEvents)).tests);
    for (const seed of Array.from({ length: 30 }, (_, index) => index + 1)) {
      const spoiled = await writtenReport('ktap', spoil(exampleEvents, seed));
      expect(shape(readKtap(spoiled).tests)).toEqual(plain);
    }
  });
});

describeWith('prove', 'KTAP as a reader of TAP takes it: a test for each file', () => {
  test.each<[string, readonly RunEvent[], number]>([
    ['a passing run', passingRun, 0],
    ['failures', exampleEvents, 1],
    ['a file that cannot be run', brokenFileRun, 1],
    ['no test', emptyRun, 0],
    ['an interruption', interruptedRun, 255],
  ])('%s', async (_, events, status) => {
    const folder = mkdtempSync(join(tmpdir(), 'hcall-ktap-'));
    try {
      writeFileSync(join(folder, 'hcall.ktap'), await ktap(events));
      const prove = spawnSync('prove', ['-e', 'cat', join(folder, 'hcall.ktap')]);
      expect(prove.status).toBe(status);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

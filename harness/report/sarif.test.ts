import { expect, test } from '@jest/globals';
import type { RunEvent } from '../run/event.ts';
import { brokenFileRun, exampleEvents } from '../testing/report/example-events.ts';
import { findingCodes } from '../judge/codes.ts';
import { packageVersion } from '../installation.ts';
import { diagnosticResult, sarifLog } from './sarif.ts';
import { SarifReporter } from './sarif-reporter.ts';

interface Log {
  readonly version: string;
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: Readonly<Record<string, unknown>> };
      readonly results: readonly Readonly<Record<string, unknown>>[];
    },
  ];
}

function report(events: readonly RunEvent[]): Log['runs'][0] {
  let text = '';
  const reporter = new SarifReporter({ write: (piece) => void (text += piece), colour: false });
  events.forEach((event) => reporter.handle(event));
  const log = JSON.parse(text) as Log;
  expect(log.version).toBe('2.1.0');
  return log.runs[0];
}

const at = (uri: string, startLine: number, startColumn: number) => [
  { physicalLocation: { artifactLocation: { uri }, region: { startLine, startColumn } } },
];

test('a log of a run has a result for each failure and note, at the line to blame', () => {
  const { tool, results } = report(exampleEvents);
  expect(tool.driver).toEqual({
    name: 'hcall',
    version: packageVersion(),
    rules: [
      {
        id: 'broken-clobber-contract',
        fullDescription: { text: findingCodes['broken-clobber-contract'].explanation },
      },
      { id: 'relies-on-exception-return', fullDescription: { text: expect.any(String) } },
      { id: 'timeout', fullDescription: { text: expect.any(String) } },
      { id: 'xpass', fullDescription: { text: expect.any(String) } },
    ],
  });
  expect(results).toEqual([
    {
      ruleId: 'relies-on-exception-return',
      ruleIndex: 1,
      level: 'note',
      message: {
        text: 'VBAR_EL2 is written without an ISB\nfixtures/stub.yaml > get vectors',
      },
      locations: at('vectors/stub.S', 3, 2),
      partialFingerprints: {
        'hcall/v1': 'relies-on-exception-return fixtures/stub.yaml > get vectors',
      },
    },
    {
      ruleId: 'broken-clobber-contract',
      ruleIndex: 0,
      level: 'error',
      message: {
        text: [
          "'x3' is changed by the call: expected 0x1111, found 0x2222",
          'fixtures/stub.yaml > set #1 & "x0" < x1',
          'exception at EL2: Data Abort at el1_sync+0x8 (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10), by ldr x3, [x0] (vectors/stub.S:3:2)',
          "hcall trace fixtures/stub.yaml -t 'set #1'",
        ].join('\n'),
      },
      locations: at('vectors/stub.S', 4, 2),
      partialFingerprints: {
        'hcall/v1': 'broken-clobber-contract fixtures/stub.yaml > set #1 & "x0" < x1',
      },
    },
    {
      ruleId: 'xpass',
      ruleIndex: 3,
      level: 'error',
      message: { text: 'passed, but is expected to fail: spins\nfixtures/kvm.yaml > fixed' },
      locations: at('fixtures/kvm.yaml', 4, 5),
      partialFingerprints: { 'hcall/v1': 'xpass fixtures/kvm.yaml > fixed' },
    },
    {
      ruleId: 'timeout',
      ruleIndex: 2,
      level: 'error',
      message: { text: 'no answer in 5 s\nfixtures/kvm.yaml > slow' },
      locations: at('fixtures/kvm.yaml', 4, 5),
      partialFingerprints: { 'hcall/v1': 'timeout fixtures/kvm.yaml > slow' },
    },
  ]);
});

test('a file that cannot be run is a result', () => {
  expect(report(brokenFileRun).results).toEqual([
    {
      ruleId: 'unknown-key',
      ruleIndex: 0,
      level: 'error',
      message: {
        text: "unknown key 'exspect'\ndid you mean 'expect'?\nit keeps from running:\nfixtures/bad.yaml",
      },
      locations: at('fixtures/bad.yaml', 3, 5),
    },
  ]);
});

test.each([
  ['vectors/a b#1.S', 'vectors/a%20b%231.S'],
  ['./a.S', './a.S'],
  ['/tmp/a b.S', 'file:///tmp/a%20b.S'],
])('the file %s is named %s', (file, uri) => {
  const log = JSON.parse(
    sarifLog([
      diagnosticResult({
        code: 'unknown-key',
        severity: 'warning',
        message: 'm',
        place: { file, line: 1, column: 2 },
      }),
    ]),
  ) as Log;
  expect(log.runs[0].results[0]).toMatchObject({ level: 'warning', locations: at(uri, 1, 2) });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../run/event.ts';
import {
  brokenFileRun,
  emptyRun,
  exampleEvents,
  interruptedRun,
  passingRun,
} from '../testing/report/example-events.ts';
import { spoil } from '../testing/report/hostile-events.ts';
import { writtenReport } from '../testing/report/written-report.ts';
import { describeWith } from '../testing/tools.ts';

/** What perl's TAP::Parser, which is in `prove`, makes of a report. */
interface Parsed {
  readonly points: readonly {
    /** As it is written, and with what the directive makes of it. */
    readonly ok: boolean;
    readonly fine: boolean;
    readonly directive: string;
    readonly explanation: string;
    readonly description: string;
  }[];
  readonly blocks: readonly unknown[];
  readonly bails: readonly string[];
  /** Lines that it does not understand. */
  readonly unknown: readonly string[];
  readonly errors: readonly string[];
}

const parser = `
use strict; use TAP::Parser; use JSON::PP;
my $parser = TAP::Parser->new({ source => join '', <STDIN> });
my %found = map { $_ => [] } qw(points blocks bails unknown errors);
while (my $one = $parser->next) {
  if ($one->is_test) {
    push @{$found{points}}, {
      ok => $one->is_actual_ok ? JSON::PP::true : JSON::PP::false,
      fine => $one->is_ok ? JSON::PP::true : JSON::PP::false,
      directive => $one->directive, explanation => $one->explanation, description => $one->description,
    };
  } elsif ($one->is_yaml) { push @{$found{blocks}}, $one->data }
  elsif ($one->is_bailout) { push @{$found{bails}}, $one->explanation }
  elsif ($one->is_unknown) { push @{$found{unknown}}, $one->raw }
}
$found{errors} = [$parser->parse_errors];
print JSON::PP->new->canonical->latin1->encode(\\%found);
`;

function parse(report: string): Parsed {
  const { stdout, stderr } = spawnSync('perl', ['-e', parser], { input: report, timeout: 60_000 });
  expect(stderr.toString()).toBe('');
  return JSON.parse(stdout.toString()) as Parsed;
}

function prove(report: string) {
  const file = join(folder, 'hcall.tap');
  writeFileSync(file, report);
  const { status, stdout } = spawnSync('prove', ['-e', 'cat', file], { encoding: 'utf8' });
  return { status, result: /^Result: (.*)$/m.exec(stdout)?.[1] };
}

/** What of it no name may change. */
function shape({ points, blocks, ...rest }: Parsed) {
  return {
    ...rest,
    points: points.map(({ ok, fine, directive }) => ({ ok, fine, directive })),
    blocks: blocks.map((block) => Object.keys(block as object).toSorted()),
  };
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-prove-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describeWith('prove', 'TAP as prove reads it', () => {
  test.each<[string, readonly RunEvent[], number, string | undefined]>([
    ['a passing run', passingRun, 0, 'PASS'],
    ['failures', exampleEvents, 1, 'FAIL'],
    ['a file that cannot be run', brokenFileRun, 1, 'FAIL'],
    ['no test', emptyRun, 0, 'NOTESTS'],
    ['an interruption', interruptedRun, 255, 'PASS'],
  ])('%s', async (_, events, status, result) => {
    expect(prove(await writtenReport('tap', events))).toEqual({ status, result });
  });

  test('each verdict is the point that it must be', async () => {
    const { points, ...rest } = parse(await writtenReport('tap', exampleEvents));
    expect(
      points.map(({ ok, fine, directive, explanation, description }) =>
        [ok, fine, directive, explanation, description].join('|'),
      ),
    ).toEqual([
      'true|true|||- fixtures/stub.yaml > get vectors',
      'true|true|||- fixtures/stub.yaml > an unknown immediate [imm=3]',
      'true|true|||- fixtures/stub.yaml > an unknown immediate [imm=4]',
      String.raw`false|false|||- fixtures/stub.yaml > set \#1 & "x0" < x1`,
      'true|true|SKIP|needs EL3|- fixtures/stub.yaml > not here',
      'false|true|TODO|the stub ignores it|- fixtures/stub.yaml > known to fail',
      'false|false|||- fixtures/kvm.yaml > fixed',
      'false|false|||- fixtures/kvm.yaml > slow',
      'true|true|||- fixtures/kvm.yaml > broken vector',
    ]);
    expect(rest).toMatchObject({ bails: [], unknown: [], errors: [] });
  });

  test('the block below a failure has its findings', async () => {
    const { blocks } = parse(await writtenReport('tap', exampleEvents));
    expect(blocks).toEqual([
      {
        verdict: 'fail',
        at: 'fixtures/stub.yaml:4:5',
        outcome: 'returned',
        exception:
          'exception at EL2: Data Abort at el1_sync+0x8 (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10), by ldr x3, [x0] (vectors/stub.S:3:2)',
        findings: [
          {
            code: 'broken-clobber-contract',
            subject: 'x3',
            message: "'x3' is changed by the call",
            expected: '0x1111',
            found: '0x2222',
            before: '0x1111',
            by: 'mov x3, x0',
            at: 'vectors/stub.S:4:2',
          },
        ],
        trace: "hcall trace fixtures/stub.yaml -t 'set #1'",
      },
      {
        verdict: 'xpass',
        message: 'passed, but is expected to fail: spins',
        at: 'fixtures/kvm.yaml:4:5',
      },
      { verdict: 'timeout', at: 'fixtures/kvm.yaml:4:5', reason: 'no answer in 5 s' },
    ]);
  });

  test('no name makes another report of it', async () => {
    const plain = parse(await writtenReport('tap', exampleEvents));
    for (const seed of Array.from({ length: 12 }, (_, index) => index + 1)) {
      const spoiled = parse(await writtenReport('tap', spoil(exampleEvents, seed)));
      expect(shape(spoiled)).toEqual(shape(plain));
    }
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Coverage, CoveredLine } from '../coverage/coverage.ts';
import { describeWith } from '../testing/tools.ts';
import { coverLcov } from './cover-lcov.ts';

const share = { covered: 0, total: 0 };

function line(
  number: number,
  instructions: readonly (readonly [count: number, outcomes?: CoveredOutcomes])[],
  marker?: NonNullable<CoveredLine['marker']>['kind'],
): CoveredLine {
  return {
    line: number,
    text: 'nop',
    instructions: instructions.map(([count, outcomes]) => ({
      abi: 'mine',
      at: 'entry',
      count,
      ...(outcomes === undefined ? {} : { outcomes }),
    })),
    ...(marker === undefined ? {} : { marker: { kind: marker, reason: 'so', wrong: false } }),
  };
}

type CoveredOutcomes = NonNullable<CoveredLine['instructions'][number]['outcomes']>;

function coverageOf(file: string): Pick<Coverage, 'files'> {
  return {
    files: [
      {
        file,
        instructions: share,
        outcomes: share,
        functions: [
          { name: 'entry', abi: 'mine', line: 1, count: 3, ...share },
          { name: 'entry', abi: 'other, one', line: 1, count: 0, ...share },
          { name: 'never$called', abi: 'mine', line: 6, count: 0, ...share },
        ],
        lines: [
          line(1, [[3], [2]]),
          line(2, [[3, { held: 1, failed: 2 }]]),
          line(3, [[3, { held: 3, failed: 0 }]]),
          line(4, [[3, { held: 3, failed: 0 }]], 'always'),
          line(5, [[0]], 'unreachable'),
          line(6, [[0, { held: 0, failed: 0 }]]),
        ],
      },
    ],
  };
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-genhtml-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describeWith('genhtml', 'coverage as genhtml reads it', () => {
  test.each(['vectors.S', 'a b, c.S'])('%s', (name) => {
    writeFileSync(join(folder, name), '\tnop\n'.repeat(6));
    const tracefile = join(folder, 'hcall.info');
    writeFileSync(
      tracefile,
      coverLcov(coverageOf(name), (file) => join(folder, file)),
    );
    const { status, stdout, stderr } = spawnSync(
      'genhtml',
      [
        '--branch-coverage',
        '--function-coverage',
        '--output-directory',
        join(folder, 'pages'),
        tracefile,
      ],
      { encoding: 'utf8' },
    );
    expect([status, stderr, /warn|error|skip/i.exec(stdout)?.[0]]).toEqual([0, '', undefined]);
    // Line 5 is excused, and of line 4 the one outcome that cannot be.
    expect(
      [...stdout.matchAll(/^ {2}(\w+)\.+: .*\((\d+) of (\d+) /gm)].map((one) => one.slice(1)),
    ).toEqual([
      ['lines', '4', '5'],
      ['functions', '1', '3'],
      ['branches', '4', '7'],
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import type { Finding, Location } from '../judge/finding.ts';
import type { TestResult } from '../run/event.ts';
import { failureGroups } from './failure-groups.ts';

const blamed = (line: number, file = 'stub.S'): Location => ({
  address: '0x140000824',
  symbol: 'el1_sync+0x4',
  instruction: 'add x18, x18, #4',
  place: { file, line, column: 2 },
});

const wrong = (register: 'x17' | 'x18', by?: Location, found = '0x1'): Finding => ({
  code: 'wrong-value',
  subject: { kind: 'register', register },
  message: `${register} is wrong`,
  found,
  ...(by === undefined ? {} : { by }),
});

function failure(
  name: string,
  findings: readonly Finding[],
  more: Partial<TestResult> = {},
): TestResult {
  return {
    id: `a.yaml > ${name}`,
    file: 'a.yaml',
    name,
    place: { file: 'a.yaml', line: 4, column: 5 },
    tags: [],
    verdict: 'fail',
    findings,
    clobbered: [],
    notes: [],
    us: 0,
    ...more,
  };
}

const elsewhere = { place: { file: 'a.yaml', line: 9, column: 5 } };

describe('failures', () => {
  test.each<[string, TestResult[], string[][]]>([
    [
      'by one line are one, whatever they found and wherever they are expected',
      [
        failure('a', [wrong('x17', blamed(3))]),
        failure('b', [wrong('x17', blamed(3), '0x2')], elsewhere),
      ],
      [['a', 'b']],
    ],
    [
      'by another line are others',
      [failure('a', [wrong('x17', blamed(3))]), failure('b', [wrong('x17', blamed(4))])],
      [['a'], ['b']],
    ],
    [
      'by the same line of another file, too',
      [failure('a', [wrong('x17', blamed(3))]), failure('b', [wrong('x17', blamed(3, 'b.S'))])],
      [['a'], ['b']],
    ],
    [
      'about another register are others',
      [failure('a', [wrong('x17', blamed(3))]), failure('b', [wrong('x18', blamed(3))])],
      [['a'], ['b']],
    ],
    [
      'with one finding more are others',
      [
        failure('a', [wrong('x17', blamed(3))]),
        failure('b', [wrong('x17', blamed(3)), wrong('x18')]),
      ],
      [['a'], ['b']],
    ],
    [
      'without a line are one where the same place expects it, as rows of a test do',
      [
        failure('a', [wrong('x17')]),
        failure('b', [wrong('x17')], elsewhere),
        failure('c', [wrong('x17')]),
      ],
      [['a', 'c'], ['b']],
    ],
    [
      'without a source are one by the same instruction',
      [
        failure('a', [wrong('x17', { address: '0x10', symbol: 'f+0x4', instruction: 'nop' })]),
        failure(
          'b',
          [wrong('x17', { address: '0x10', symbol: 'f+0x4', instruction: 'nop' })],
          elsewhere,
        ),
      ],
      [['a', 'b']],
    ],
    [
      'without a finding are one by their verdict and its reason',
      [
        failure('a', [], { verdict: 'timeout', reason: 'no answer in 5 s' }),
        failure('b', [], { verdict: 'crash', reason: 'no answer in 5 s' }),
        failure('c', [], { verdict: 'timeout', reason: 'no answer in 5 s' }),
      ],
      [['a', 'c'], ['b']],
    ],
  ])('%s', (_, results, groups) => {
    expect(failureGroups(results).map((group) => group.results.map(({ name }) => name))).toEqual(
      groups,
    );
  });

  test.each<[string, TestResult, string]>([
    [
      'its findings and whom they blame',
      failure('a', [wrong('x17'), wrong('x18', blamed(3))]),
      'wrong-value (x17), wrong-value (x18) by stub.S:3:2',
    ],
    [
      'what the code says',
      failure('a', [
        {
          code: 'wrong-outcome',
          subject: { kind: 'outcome' },
          message: 'spins',
          by: blamed(5),
        },
      ]),
      'wrong-outcome by stub.S:5:2',
    ],
    [
      'three findings',
      failure(
        'a',
        Array.from({ length: 5 }, () => wrong('x17')),
      ),
      'wrong-value (x17), wrong-value (x17), wrong-value (x17), 2 more',
    ],
    [
      'its verdict',
      failure('a', [], { verdict: 'timeout', reason: 'no answer in 5 s' }),
      'TIMEOUT: no answer in 5 s',
    ],
  ])('have as a title %s', (_, result, title) => {
    expect(failureGroups([result])[0]?.title).toBe(title);
  });
});

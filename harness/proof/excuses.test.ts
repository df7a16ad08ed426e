import { expect, test } from '@jest/globals';
import { SourceText } from '../abi/document/source.ts';
import { readAbi } from '../abi/load.ts';
import { excuse } from './excuses.ts';
import type { Statement } from './result.ts';

const abiWith = (entry: string) =>
  readAbi(
    new SourceText(
      'mine/abi.yaml',
      `selector: immediate
operations: { GET: { number: 1 }, SET: { number: 2 } }
vectors: { stub: { files: [a.S], table: t }, boot: { files: [a.S], table: t }, kvm: { files: [b.S], table: u } }
not-proved:
  - { ${entry} }
`,
    ),
    '/abis/mine',
    () => true,
  );

const get: Statement = {
  abi: 'mine',
  table: 'stub',
  way: 'GET',
  caller: 'host',
  slot: 'lower-a64/sync',
  clause: 'results',
  verdict: 'proved',
  paths: 1,
  assumptions: [],
};

const statements: readonly Statement[] = [
  get,
  { ...get, clause: 'memory', verdict: 'not-covered', reason: 'a loop' },
  { ...get, caller: 'guest', verdict: 'refuted' },
  { ...get, way: 'IRQ', caller: 'guest', slot: 'lower-a64/irq', verdict: 'not-covered' },
  { ...get, table: 'kvm' },
];

const all = ['stub', 'kvm'];

test.each([
  ['operation: GET', ['GET host memory', 'GET guest results']],
  ['operation: GET, caller: guest', ['GET guest results']],
  ['operation: GET, clause: memory', ['GET host memory']],
  ['vectors: stub, operation: GET, slot: lower-a64/sync', ['GET host memory', 'GET guest results']],
  ['exception: IRQ', ['IRQ guest results']],
])('{ %s } excuses what it fits and is not proved', (entry, excused) => {
  const result = excuse(abiWith(`${entry}, reason: why`), statements, new Set(all));
  expect(result.mistakes).toEqual([]);
  expect(
    result.statements.flatMap(({ way, caller, clause, excused: reason }) =>
      reason === 'why' ? [`${way} ${caller} ${clause}`] : [],
    ),
  ).toEqual(excused);
});

test.each([
  [
    'operation: GET, caller: host, clause: results',
    "'GET', caller 'host', clause 'results' is proved by now",
    'bad-not-proved',
  ],
  ['vectors: kvm, operation: GET', "'GET' is proved by now", 'bad-not-proved'],
  ['exception: IQR', "no statement has the exception 'IQR'", 'bad-not-proved'],
  ['operation: SET', "no statement has the operation 'SET'", 'bad-not-proved'],
  ['operation: GET, caller: hots', "no statement of 'GET' has the caller 'hots'", 'unknown-caller'],
  [
    'exception: IRQ, slot: lower-a32/irq',
    "no statement of 'IRQ' has the slot 'lower-a32/irq'",
    'bad-not-proved',
  ],
  [
    'exception: IRQ, clause: memory',
    "no statement of 'IRQ' has the clause 'memory'",
    'bad-not-proved',
  ],
])('{ %s } is a mistake', (entry, message, code) => {
  const result = excuse(abiWith(`${entry}, reason: why`), statements, new Set(all));
  expect(result.statements).toEqual(statements);
  expect(result.mistakes).toMatchObject([
    {
      code,
      message: `not-proved: ${message}`,
      place: { file: 'mine/abi.yaml', line: 5, column: 5 },
    },
  ]);
});

test('a name that is nearly one is suggested', () => {
  const { mistakes } = excuse(
    abiWith('operation: GET, caller: hots, reason: why'),
    statements,
    new Set(all),
  );
  expect(mistakes[0]?.note).toBe("did you mean 'host'?");
});

test.each([
  ['operation: GET, clause: outcome', ['stub']],
  ['vectors: kvm, operation: GET', ['stub']],
  ['vectors: stub, operation: GET, clause: outcome', []],
])('{ %s } is no mistake where only %j are whole', (entry, whole) => {
  const result = excuse(abiWith(`${entry}, reason: why`), statements, new Set(whole));
  expect(result.mistakes).toEqual([]);
});

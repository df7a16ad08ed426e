import { expect, test } from '@jest/globals';
import { Problems } from './document/problems.ts';
import { SourceText } from './document/source.ts';
import { readAbi } from './load.ts';

const read = (entry: string) =>
  readAbi(
    new SourceText(
      'mine/abi.yaml',
      `selector: immediate
operations: { HVC_GET: { number: 1 } }
vectors: { stub: { files: [a.S], table: t } }
not-proved:
- ${entry}
`,
    ),
    '/abis/mine',
    () => true,
  );

test('an entry of not-proved is read, with its place', () => {
  const entry =
    '{ vectors: stub, operation: HVC_GET, caller: host, slot: lower-a64/sync, clause: memory, reason: " C code " }';
  expect(read(entry).notProved).toEqual([
    {
      vectors: 'stub',
      way: { kind: 'operation', name: 'HVC_GET' },
      caller: 'host',
      slot: 'lower-a64/sync',
      clause: 'memory',
      reason: 'C code',
      place: { file: 'mine/abi.yaml', line: 5, column: 3 },
    },
  ]);
});

test.each([
  ['exception: IRQ', { kind: 'exception', name: 'IRQ' }],
  ['operation: any other immediate', { kind: 'operation', name: 'any other immediate' }],
])('{ %s } names its way', (way, expected) => {
  expect(read(`{ ${way}, reason: why }`).notProved[0]?.way).toEqual(expected);
});

test.each([
  ['{ operation: HVC_GTE, reason: why }', "unknown-operation 5:16 did you mean 'HVC_GET'?"],
  [
    '{ vectors: stob, operation: HVC_GET, reason: why }',
    "unknown-vectors 5:14 did you mean 'stub'?",
  ],
  [
    '{ exception: IRQ, slot: lower-a64/irk, reason: why }',
    "unknown-slot 5:27 did you mean 'lower-a64/irq'?",
  ],
  ['{ exception: IRQ, clause: memori, reason: why }', "unknown-clause 5:29 did you mean 'memory'?"],
  [
    '{ reason: why }',
    'bad-not-proved 5:3 write operation: NAME for a call, exception: NAME for what is none',
  ],
  [
    '{ operation: HVC_GET, exception: IRQ, reason: why }',
    'bad-not-proved 5:3 write operation: NAME for a call, exception: NAME for what is none',
  ],
  [
    '{ exception: IRQ, reason: "  " }',
    'bad-not-proved 5:29 say in words why the statement cannot be proved, or why it need not hold',
  ],
  ['{ exception: IRQ }', 'missing-key 5:3 why, in words'],
])('%s is a mistake at its place', (entry, expected) => {
  const problems = new Problems();
  problems.attempt(() => read(entry));
  expect(
    problems.list.map(({ code, place, note }) => `${code} ${place?.line}:${place?.column} ${note}`),
  ).toEqual([expected]);
});

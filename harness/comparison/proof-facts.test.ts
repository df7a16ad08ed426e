import { expect, test } from '@jest/globals';
import type { Statement } from '../proof/result.ts';
import { exampleProof } from '../testing/report/example-proof.ts';
import { baselineChanges } from './baseline.ts';
import { factsOf } from './baseline-facts.ts';
import { proofShape } from '../proof/result-shape.ts';

test('the shape of a proof is that of one with every verdict', () => {
  const printed: unknown = JSON.parse(JSON.stringify(exampleProof));
  expect(proofShape.safeParse(printed).error?.issues).toBeUndefined();
});

const changed = (change: (statement: Statement) => Partial<Statement>) => ({
  ...exampleProof,
  statements: exampleProof.statements.map((one) => ({ ...one, ...change(one) })),
});

const key = 'mine/stub, SET, guest, lower-a64/sync';

test.each([
  [
    'a verdict',
    changed(({ clause, way }) =>
      way === 'SET' && clause === 'memory' ? { verdict: 'refuted' } : {},
    ),
    [{ about: `${key}: memory`, before: 'not covered', after: 'refuted' }],
  ],
  [
    'a statement that is gone',
    { ...exampleProof, statements: exampleProof.statements.slice(0, -1) },
    [{ about: `${key}: memory`, before: 'not covered', after: 'not there' }],
  ],
  [
    'a table that could not be looked at',
    { ...exampleProof, failures: [{ part: 'mine/kvm', reason: 'no answer in 900 s' }] },
    [{ about: 'mine/kvm', before: 'not there', after: 'could not be looked at' }],
  ],
  ['no wording', changed(() => ({ reason: 'another', paths: 9, assumptions: [] })), []],
])('a baseline reports %s', (_, now, changes) => {
  expect(baselineChanges(factsOf(exampleProof), now)).toEqual(changes);
});

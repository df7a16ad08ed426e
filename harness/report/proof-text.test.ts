import { expect, test } from '@jest/globals';
import { shownData } from '../diagnostics/shown.ts';
import { exampleProof } from '../testing/report/example-proof.ts';
import { proofMarkdown } from './proof-markdown.ts';
import { proofText } from './proof-text.ts';

const text = `the contract of mine, for all values

mine/stub
  verdict      of   caller  slot            clauses                   paths  assuming
  refuted      SET  guest   lower-a64/sync  results                   4      1, 2
    with x0 = 0x1, VTTBR_EL2 = 0x0
    wrong-value: vbar_el2 is not what the call delivers
      - expected vbar_el2 = 0x0
      + found    vbar_el2 = 0x1
      by msr vbar_el2, x0 at set+0x4 (0x40100010)
      --> stub.S:7:2
      7 | \tmsr\tvbar_el2, x0
        | \t^
    hcall call mine/stub --hvc 2 --x0 0x1
  not covered  SET  guest   lower-a64/sync  registers                 4      1, 2
    a loop has more than 512 paths
    by b.ne 0x40100018 at 0x40100020
  not covered  SET  guest   lower-a64/sync  memory                    4      1, 2
    the address of a store is not known
    listed: the handler is C code
  proved       GET  host    lower-a64/sync  outcome, results, memory  3      1
  free   x0-x2, vttbr_el2
  fixed  HCR_EL2 = 0x80000000

assuming
  1. regions are disjoint
  2. exclusives succeed

6 statements: 1 refuted, 2 not covered, 3 proved; abi.yaml lists 1 of them under not-proved
seed 1
`;

test('a proof for a person, what needs a look first', () => {
  expect(proofText(exampleProof, { colour: false })).toBe(text);
});

test('a table that could not be looked at, and a long assumption', () => {
  const failures = [{ part: 'mine/stub', reason: 'no answer in 900 s' }];
  const assumptions = ['a '.repeat(60)];
  const result = { ...exampleProof, tables: [], statements: [], assumptions, failures };
  expect(proofText(result, { colour: false })).toBe(`the contract of mine, for all values

Not looked at
  vectors    reason
  mine/stub  no answer in 900 s

assuming
  1. ${'a '.repeat(48).trim()}
     ${'a '.repeat(12).trim()}

0 statements: none
seed 1
`);
});

const markdown = `# The contract of mine, for all values

## Counterexamples

Calls with which a statement does not hold.

| vectors | of | caller | clauses | with | finding | instruction | call |
| --- | --- | --- | --- | --- | --- | --- | --- |
| mine/stub | SET | guest | results | x0 = 0x1, VTTBR_EL2 = 0x0 | wrong-value: vbar_el2 is not what the call delivers | stub.S:7:2: msr vbar_el2, x0 | hcall call mine/stub --hvc 2 --x0 0x1 |

## Not covered

Neither proved nor refuted.

| vectors | of | caller | clauses | why | instruction |
| --- | --- | --- | --- | --- | --- |
| mine/stub | SET | guest | registers | a loop has more than 512 paths | 0x40100020: b.ne 0x40100018 |
| mine/stub | SET | guest | memory | the address of a store is not known |  |

## Listed under not-proved

What abi.yaml accepts without a proof.

| vectors | of | caller | clauses | reason |
| --- | --- | --- | --- | --- |
| mine/stub | SET | guest | memory | the handler is C code |

## mine/stub

Free: x0-x2, vttbr_el2. Fixed: HCR_EL2 = 0x80000000.

| verdict | of | caller | slot | clauses | paths | assuming |
| --- | --- | --- | --- | --- | --- | --- |
| refuted | SET | guest | lower-a64/sync | results | 4 | 1, 2 |
| not covered | SET | guest | lower-a64/sync | registers | 4 | 1, 2 |
| not covered | SET | guest | lower-a64/sync | memory | 4 | 1, 2 |
| proved | GET | host | lower-a64/sync | outcome, results, memory | 3 | 1 |

## Assumptions

|  | what |
| --- | --- |
| 1 | regions are disjoint |
| 2 | exclusives succeed |

## Summary

| statements |
| --- |
| 6 statements: 1 refuted, 2 not covered, 3 proved; abi.yaml lists 1 of them under not-proved |

Seed 1.
`;

test('a proof to paste', () => {
  expect(proofMarkdown(exampleProof)).toBe(markdown);
});

test('a hostile name is shown, not obeyed', () => {
  const statements = exampleProof.statements.map((one) => ({
    ...one,
    way: '\u001B[31m\n::error::',
  }));
  const shown = shownData({ ...exampleProof, statements });
  const printed = proofText(shown, { colour: false }) + proofMarkdown(shown);
  expect(printed).toContain(String.raw`\x1b[31m\x0a::error::`);
  expect(printed.replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
});

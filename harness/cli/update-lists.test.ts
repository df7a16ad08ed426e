import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../testing/cli/command-line-fixture.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-update-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const code = `
	.text
	.globl	system, stores, two, wide
system:	dsb	ish
	msr	tpidr_el2, x2
	isb
	ret
stores:	stp	x2, x3, [x0, #0x10]
	isb
	str	w4, [x0, #0x20]
	ret
two:	mov	x20, #1	// finding: one
	mov	x21, #2	// finding: two
	ret
wide:	str	q2, [x0]
	mov	x1, #5
	stp	x1, xzr, [x0, #0x10]
	stp	x1, x2, [x0, #0x20]
	ret
`;

/** A test of a routine at EL2, in the comment of its source. */
const fixture = (routine: string, ...expectation: readonly string[]): string =>
  [
    '/* hcall:',
    ' * abi: immediate',
    ' * vectors: stub',
    ' * regions: { box: { at: x0, size: 0x40, may-change: true } }',
    ' * tests:',
    ' *   - name: a',
    ' *     origin: el2',
    ` *     routine: ${routine}`,
    ...expectation.map((line) => ` *     ${line}`),
    ' */',
    code,
  ].join('\n');

async function update(text: string) {
  const file = join(folder, 'a.S');
  writeFileSync(file, text);
  const environment = { ...process.env, CI: '' };
  const result = await commandIn(folder, ['run', file, '--in-process', '-u'], { environment });
  return { ...result, text: readFileSync(file, 'utf8') };
}

describe('is rewritten, and passes at once', () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    [
      'a list of events, of which some stay as they are',
      'system',
      ['expect: { tpidr_el2: any, events: [isb, msr, dsb sy] } # why'],
      ['expect: { tpidr_el2: any, events: [dsb ish, msr, isb] } # why'],
    ],
    [
      'events in lines, with their comments',
      'system',
      [
        'expect:',
        '  events:',
        '    # first',
        '    - dsb # any',
        '    - tlbi alle2is # wrong',
        '    # the last',
        '    - msr tpidr_el2',
        '  tpidr_el2: any',
      ],
      [
        'expect:',
        '  events:',
        '    # first',
        '    - dsb # any',
        '    # the last',
        '    - msr tpidr_el2',
        '    - isb',
        '  tpidr_el2: any',
      ],
    ],
    [
      'an empty list of events',
      'system',
      ['expect: { tpidr_el2: any, events: [] }'],
      ['expect: { tpidr_el2: any, events: [dsb ish, msr tpidr_el2, isb] }'],
    ],
    [
      'events that do not come any more',
      'two',
      ['expect:', '  x20: any', '  x21: any', '  events:', '    - isb', '    - dsb sy'],
      ['expect:', '  x20: any', '  x21: any', '  events: []'],
    ],
    [
      'stores among the events',
      'stores',
      ['expect: { events: [store box, \'store box + 0x18, 4\', "store box + 0x20"] }'],
      ['expect: { events: [store box, \'store box + 0x18, 8\', isb, "store box + 0x20"] }'],
    ],
    [
      'findings',
      'two',
      [
        'expect:',
        '  findings:',
        '    # why',
        '    - code: broken-clobber-contract # code',
        '      register: x22',
        '      at: two',
        '    - { code: wrong-outcome }',
      ],
      [
        'expect:',
        '  findings:',
        '    # why',
        '    - code: broken-clobber-contract # code',
        '      register: x20',
        '      at: one',
        '    - { code: broken-clobber-contract, register: x21, at: two }',
      ],
    ],
    [
      'findings of which one is missing',
      'two',
      ['expect: { findings: [{ code: broken-clobber-contract, register: x20, at: one }] }'],
      [
        'expect: { findings: [{ code: broken-clobber-contract, register: x20, at: one }, { code: broken-clobber-contract, register: x21, at: two }] }',
      ],
    ],
    [
      'findings that do not come any more',
      'system',
      [
        'expect:',
        '  tpidr_el2: any # scratch',
        '  findings: [{ code: unbalanced-stack }]',
        '  events: [dsb, msr, isb]',
      ],
      ['expect:', '  tpidr_el2: any # scratch', '  events: [dsb, msr, isb]'],
    ],
    [
      'values of 16 bytes in memory: a vector register, and a number',
      'wide',
      [
        'expect:',
        '  x1: 5',
        '  memory: [{ address: box, size: 16, values: [v1, 0x00_10] }, { address: box + 0x20, values: [5, x2] }]',
      ],
      [
        'expect:',
        '  x1: 5',
        '  memory: [{ address: box, size: 16, values: [v2, 0x00_05] }, { address: box + 0x20, values: [5, x2] }]',
      ],
    ],
  ])('%s', async (_, routine, before, after) => {
    const result = await update(fixture(routine, ...before));
    expect(result.text).toBe(fixture(routine, ...after));
    expect(result.code).toBe(0);
    expect(result.err).toMatch(/^--- .*\n\+\+\+ .*\n@@ /);
    expect(result.err).toMatch(/\nrun again with what is new: 1 passed\n$/);
  });
});

describe('is left as it is, with the reason', () => {
  test.each<[string, string, string, string]>([
    [
      'a value of 16 bytes that is two registers',
      'wide',
      'expect: { x1: 5, memory: [{ address: box + 0x20, size: 16, value: v1 }] }',
      'no expectation can say what the cell at 0x151000020 holds with any seed',
    ],
    [
      'a range of findings of which one does not come',
      'two',
      'expect: { findings: [{ code: broken-clobber-contract, register: x20-x22 }] }',
      "of 'broken-clobber-contract', 1 of 3 registers have no finding",
    ],
    [
      'a finding that the test does not list, next to events that are others',
      'two',
      'expect: { x20: any, events: [isb] }',
      'broken-clobber-contract: x21 is changed',
    ],
  ])('%s', async (_, routine, expectation, reason) => {
    const text = fixture(routine, expectation);
    const result = await update(text);
    expect(result.err).toContain(reason);
    expect(result.text).toBe(text);
  });
});

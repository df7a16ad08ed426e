import { describe, expect, test } from '@jest/globals';
import type { TracedCall, TracedInstruction } from '../run/trace-test.ts';
import { traceHtml } from './trace-html.ts';
import type { ShownTrace } from './trace-page-data.ts';

const step = (instruction: string, more: Partial<TracedInstruction> = {}): TracedInstruction => ({
  address: '0x140000400',
  symbol: 'el1_sync',
  instruction,
  level: 2,
  reads: [],
  loads: [],
  changes: [],
  stores: [],
  ...more,
});

function shownTrace(name: string, steps: readonly TracedInstruction[]): ShownTrace {
  const call: TracedCall = {
    start: [{ register: 'x0', value: '0x1' }],
    instructions: steps,
    outcome: 'returned',
  };
  return { name, test: { id: 'a.yaml > </script><b>', seed: 3, calls: [call] }, findings: [] };
}

function dataOf(page: string): { traces: { calls: object[] }[]; difference?: object } {
  const text = /id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  return JSON.parse(text) as { traces: { calls: object[] }[]; difference?: object };
}

describe('the page of a trace', () => {
  const page = traceHtml([
    {
      ...shownTrace('stub.S', [
        step('ldr x1, [x0]', {
          place: { file: 'asm/stub.S', line: 4, column: 2 },
          text: '\tldr\tx1, [x0] // </script>',
          reads: ['x0'],
          loads: [{ address: '0x10', place: 'frame + 0x10', size: 8, value: '0x7' }],
          changes: [{ register: 'x1', before: '0x0', after: '0x7', source: '[x0]' }],
        }),
        step('str x1, [x2]', {
          stores: [{ address: '0x20', size: 8, before: '0x0', after: '0x7' }],
          exception: {
            slot: 'current-spx/sync',
            vector: '0x200',
            syndrome: '0x96000010',
            writes: [{ register: 'esr_el2', value: '0x96000010' }],
          },
        }),
      ]),
      findings: [
        {
          code: 'wrong-value',
          subject: { kind: 'register', register: 'x1' },
          message: 'x1 is wrong',
          expected: '0x8',
          found: '0x7',
          by: { address: '0x140000400', instruction: 'ldr x1, [x0]' },
        },
      ],
    },
  ]);

  test('holds each step with its source, what it read and what it changed', () => {
    expect(dataOf(page).traces[0]?.calls).toEqual([
      {
        start: { x0: '0x1' },
        end: 'returned',
        steps: [
          {
            a: '0x140000400',
            s: 'el1_sync',
            i: 'ldr x1, [x0]',
            l: 2,
            p: 'stub.S:4',
            t: 'ldr x1, [x0] // </script>',
            r: ['x0'],
            c: [['x1', '0x0', '0x7', '[x0]']],
            m: [['0x10', 'frame + 0x10', 8, '0x7']],
          },
          {
            a: '0x140000400',
            s: 'el1_sync',
            i: 'str x1, [x2]',
            l: 2,
            w: [['0x20', '', 8, '0x0', '0x7']],
            e: 'exception to current-spx/sync at 0x200, syndrome 0x96000010',
            x: [['esr_el2', '0x96000010']],
          },
        ],
      },
    ]);
  });

  test('has the finding above, with the step to blame', () => {
    expect(page).toContain(
      'x1 is wrong (x1: expected 0x8, found 0x7), by <a href="#t1-1-1"><code>ldr x1, [x0]</code></a>',
    );
  });

  test('lets no text out of its place, and asks for nothing from elsewhere', () => {
    expect(page).not.toContain('</script><b>');
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
  });
});

test('an instruction of C has the line of its file', () => {
  const place = { file: '/c/handler.c', line: 2, column: 9 };
  const page = traceHtml(
    [shownTrace('c', [step('ldr x1, [x0, #8]', { place })])],
    () => 'int f;\n\treturn vcpu->x[1];\n',
  );
  expect(dataOf(page).traces[0]?.calls[0]).toMatchObject({
    steps: [{ p: 'handler.c:2', t: 'return vcpu->x[1];' }],
  });
  expect(page).toContain('handler.c:2  return vcpu-&gt;x[1];');
});

describe('two traces', () => {
  const changed = (after: string): TracedInstruction =>
    step('mov x0, x1', { changes: [{ register: 'x0', before: '0x0', after }] });
  test.each<[string, TracedInstruction[], TracedInstruction[], object | undefined]>([
    ['are the same', [step('nop')], [step('nop')], undefined],
    [
      'differ in an instruction',
      [step('nop'), step('isb')],
      [step('nop'), step('eret')],
      { call: 1, step: 2, what: 'instruction' },
    ],
    [
      'differ in an effect',
      [changed('0x1')],
      [changed('0x2')],
      { call: 1, step: 1, what: 'effect' },
    ],
    [
      'differ in their end',
      [step('nop')],
      [step('nop'), step('nop')],
      { call: 1, step: 2, what: 'end' },
    ],
    // Where the code lies is no difference.
    ['lie elsewhere', [step('b #0x140000800')], [step('b #0x150000800')], undefined],
  ])('%s', (_, left, right, difference) => {
    const page = traceHtml([shownTrace('a', left), shownTrace('b', right)]);
    expect(dataOf(page).difference).toEqual(difference);
    expect(page.includes('First difference: step')).toBe(difference !== undefined);
  });
});

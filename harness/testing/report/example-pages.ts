import type { Coverage } from '../../coverage/coverage.ts';
import type { MutationReport } from '../../mutation/mutate.ts';
import { compareHtml } from '../../report/compare-html.ts';
import { coverHtml } from '../../report/cover-html.ts';
import { mutateHtml } from '../../report/mutate-html.ts';
import { HtmlReporter } from '../../report/run-html.ts';
import { traceHtml } from '../../report/trace-html.ts';
import type { ShownTrace } from '../../report/trace-page-data.ts';
import type { RunEvent } from '../../run/event.ts';
import type { TracedInstruction } from '../../run/trace-test.ts';
import { exampleComparison, manyRanges } from './compare-example.ts';
import { brokenFileRun, exampleEvents, sameFailures, exampleSources } from './example-events.ts';

/** Tries to end what it stands in; where it gets through, a script of the page would say so in its title. */
export const hostileName = `"></script></pre><script>document.title='obeyed'</script><img src=x onerror="document.title='obeyed'">`;

const longName = `a_symbol_${'of_the_kernel_'.repeat(12)}`;

function runPage(events: readonly RunEvent[]): string {
  let text = '';
  const reporter = new HtmlReporter({
    write: (piece) => void (text += piece),
    colour: false,
    readSource: (file) => exampleSources[file],
  });
  events.forEach((event) => reporter.handle(event));
  return text;
}

const coverage: Coverage = {
  seed: 1,
  tests: 3,
  instructions: { covered: 2, total: 3 },
  outcomes: { covered: 1, total: 2 },
  slots: { covered: 1, total: 2 },
  files: [
    {
      file: 'asm/stub.S',
      instructions: { covered: 2, total: 3 },
      outcomes: { covered: 1, total: 2 },
      functions: [],
      lines: [
        {
          line: 1,
          text: '\tcmp\tx0, #1',
          instructions: [{ abi: 'x0', at: 'el1_sync', count: 2 }],
        },
        {
          line: 2,
          text: `\tb.eq\t${longName}`,
          instructions: [
            { abi: 'x0', at: 'el1_sync+0x4', count: 2, outcomes: { held: 0, failed: 2 } },
          ],
        },
        {
          line: 3,
          text: `\teret // ${hostileName}`,
          instructions: [{ abi: 'x0', at: hostileName, count: 0 }],
        },
      ],
    },
    {
      file: 'asm/whole.S',
      instructions: { covered: 1, total: 1 },
      outcomes: { covered: 0, total: 0 },
      functions: [],
      lines: [{ line: 1, text: '\teret', instructions: [{ abi: 'x0', at: 'el1_irq', count: 2 }] }],
    },
  ],
  tables: [
    {
      abi: 'x0',
      table: '__hyp_stub_vectors',
      slots: [
        { slot: 'current-sp0/sync', count: 0 },
        { slot: 'lower-a64/sync', count: 2 },
      ],
    },
  ],
  unreached: [],
} as unknown as Coverage;

const mutants: MutationReport = {
  seed: 1,
  killed: 1,
  survived: 1,
  marked: 1,
  untried: 0,
  unreached: [{ file: 'asm/stub.S', line: 9, at: hostileName }],
  hasCode: true,
  needless: [{ file: 'asm/stub.S', line: 7 }],
  excluded: [`fixtures/x0/stub.yaml > ${hostileName}`],
  mutants: (['killed', 'survived', 'marked'] as const).map((fate, index) => ({
    file: 'asm/stub.S',
    line: index + 1,
    text: '\teret',
    abi: 'x0',
    at: `el1_sync+0x${index * 4}`,
    operator: 'delete' as const,
    original: longName,
    mutant: hostileName,
    fate,
    closest: 'fixtures/x0/stub.yaml > returns',
  })),
} as unknown as MutationReport;

function step(more: Partial<TracedInstruction>): TracedInstruction {
  return {
    address: '0x140000400',
    symbol: 'el1_sync',
    instruction: 'add x0, x0, #1',
    level: 2,
    reads: [],
    loads: [],
    changes: [],
    stores: [],
    ...more,
  };
}

/** A call of so many steps: an exception, a store, then a loop that counts in x0. */
export function exampleTrace(steps: number, name = 'the first', addend = 1): ShownTrace {
  const loop = Array.from({ length: steps - 2 }, (_, index) =>
    step({
      address: `0x${(0x140000800 + (index % 4) * 4).toString(16)}`,
      symbol: `el1_sync+0x${(index % 4) * 4}`,
      instruction: index === 0 ? 'mov x0, x1' : `add x0, x0, #${addend}`,
      place: { file: 'asm/stub.S', line: 10 + (index % 4), column: 2 },
      text: `\tadd\tx0, x0, #${addend}\t// ${hostileName}`,
      reads: [index === 0 ? 'x1' : 'x0'],
      // Each third writes nothing.
      changes:
        index % 3 === 2
          ? []
          : [
              {
                register: 'x0',
                before: `0x${index}`,
                after: `0x${(index + addend).toString(16)}`,
                source: index === 0 ? 'x1' : `x1 + 0x${(index * addend).toString(16)}`,
              },
            ],
    }),
  );
  const instructions = [
    step({
      instruction: 'hvc #1',
      level: 1,
      exception: {
        slot: 'lower-a64/sync',
        vector: '0x140000400',
        syndrome: '0x5a000001',
        class: 'HVC',
        writes: [
          { register: 'esr_el2', value: '0x5a000001', source: 'ESR_EL2' },
          { register: 'spsr_el2', value: '0x600003c5', source: 'NZCV << 0x1c | 0x3c5' },
          { register: 'pstate', value: '0x3c9' },
        ],
      },
    }),
    step({
      instruction: 'str x1, [x2]',
      reads: ['x1', 'x2'],
      stores: [{ address: '0x20', place: longName, size: 8, before: '0x0', after: '0x7' }],
    }),
    ...loop,
  ];
  return {
    name,
    test: {
      id: `a.yaml > ${hostileName}`,
      seed: 1,
      calls: [
        {
          start: [
            ...Array.from({ length: 31 }, (_, index) => ({ register: `x${index}`, value: '0x7' })),
            { register: 'pstate', value: '0x600003c5' },
          ],
          instructions,
          // A function after the store, which leaves a result, and anything in x5.
          passages: [
            {
              steps: 2,
              kind: 'function',
              at: hostileName,
              changes: [
                { register: 'x4', before: '0x7', after: '0x8', source: 'x1 + 0x1' },
                { register: 'x5', before: '0x7', after: '0x9', source: 'its x5', anything: true },
              ],
              stores: [],
            },
          ],
          outcome: 'returned',
        },
      ],
    },
    findings: [
      {
        code: 'wrong-value',
        subject: { kind: 'register', register: 'x0' },
        message: `x0 is wrong: ${hostileName}`,
        expected: '0x8',
        found: '0x7',
        by: { address: '0x140000800', instruction: 'mov x0, x1' },
      },
    ],
    fixture: { text: `abi: x0 # ${hostileName}\n`, repeat: ['--seed', '7'] },
  };
}

/** Each page of hcall, with names that try to break out of it. */
export const examplePages: Readonly<Record<string, () => string>> = {
  compare: () => compareHtml(exampleComparison()),
  'compare of many ranges': () => compareHtml(manyRanges()),
  cover: () => coverHtml(coverage, () => undefined),
  mutate: () => mutateHtml(mutants),
  run: () => runPage(exampleEvents),
  'run that fails in the same way': () => runPage(sameFailures),
  'run of a broken file': () => runPage(brokenFileRun),
  trace: () => traceHtml([exampleTrace(8)]),
  'two traces': () => traceHtml([exampleTrace(8), exampleTrace(8, longName, 2)]),
};

import { pstateBits } from '../architecture/pstate.ts';
import { formatPlace } from '../diagnostics/place.ts';
import type { Finding } from '../judge/finding.ts';
import type { TraceResult } from '../run/trace.ts';
import type { TracedCall, TracedInstruction } from '../run/trace-test.ts';
import { exceptionLine } from './exception-text.ts';
import { subjectName } from './finding-text.ts';
import { escapeMarkup } from './markup.ts';
import { anchorOf, renderPage } from './page.ts';
import { tracePageScript } from './trace-page-script.ts';
import { tracePageStyle } from './trace-page-style.ts';

/** One trace of a page, with what was wrong with the call. */
export interface ShownTrace {
  /** What distinguishes it from the other of the page. */
  readonly name: string;
  readonly test: Pick<TraceResult, 'id' | 'seed' | 'calls'>;
  readonly findings: readonly Finding[];
}

/**
 * The way of a call as a page: each instruction next to its source, registers and PSTATE as they change, where a value came
 * from. With two traces, their first difference is marked.
 */
export function traceHtml(traces: readonly [ShownTrace, ...ShownTrace[]]): string {
  const [first] = traces;
  const difference = firstDifference(traces);
  return renderPage({
    title: first.test.id,
    lead: [
      ...traces.flatMap((trace) => findingItems(trace, traces.length > 1)),
      ...(difference === undefined
        ? []
        : [`<p class="bad">${escapeMarkup(differenceText(difference))}</p>`]),
      '<p class="faint screen-only">Up and down step by an instruction, n and p to the next and the last write. A register in the table of registers says where its value came from.</p>',
      '<noscript><p class="bad">This page is drawn by a script: <code>hcall trace</code> prints the same as text.</p></noscript>',
    ],
    main: [
      '<div id="traces"></div>',
      `<script type="application/json" id="data">${embedded({ traces: traces.map(pageData), difference, bits: bitNames() })}</script>`,
    ],
    footer: [`<p>Seed ${first.test.seed}.</p>`],
    script: tracePageScript,
    style: tracePageStyle,
  });
}

function findingItems({ name, findings }: ShownTrace, several: boolean): string[] {
  return findings.map(({ code, message, subject, expected, found, by }) => {
    const values = [
      ...(expected === undefined ? [] : [`expected ${expected}`]),
      ...(found === undefined ? [] : [`found ${found}`]),
    ].join(', ');
    const where =
      by === undefined
        ? ''
        : `, by <button class="link" data-find="${escapeMarkup(by.address)}" data-trace="${escapeMarkup(anchorOf(name))}">${escapeMarkup(by.instruction)}</button>${by.place === undefined ? '' : ` (${escapeMarkup(formatPlace(by.place))})`}`;
    const owner = several ? `${name}: ` : '';
    return `<p><span class="mark bad">${escapeMarkup(`${owner}${code}`)}</span> ${escapeMarkup(`${message} (${subjectName(subject)}${values === '' ? '' : `: ${values}`})`)}${where}</p>`;
  });
}

/** What the script draws, each instruction as short as it can be: pages of thousands of steps stay small. */
function pageData({ name, test }: ShownTrace): object {
  return { name, anchor: anchorOf(name), calls: test.calls.map(callData) };
}

function callData({ start, instructions, outcome, resumption, exception }: TracedCall): object {
  return {
    start: Object.fromEntries(start.map(({ register, value }) => [register, value])),
    end: resumption === undefined ? outcome : `${outcome} (${resumption})`,
    ...(exception === undefined ? {} : { exception: exceptionLine(exception) }),
    steps: instructions.map((step) => ({
      a: step.address,
      s: step.symbol ?? '',
      i: step.instruction,
      l: step.level,
      ...(step.place === undefined ? {} : { p: `${fileName(step.place.file)}:${step.place.line}` }),
      ...(step.text === undefined ? {} : { t: step.text.trim().replaceAll('\t', ' ') }),
      ...(step.reads.length === 0 ? {} : { r: step.reads }),
      ...(step.changes.length === 0
        ? {}
        : { c: step.changes.map(({ register, before, after }) => [register, before, after]) }),
      ...(step.loads.length === 0
        ? {}
        : {
            m: step.loads.map(({ address, place, size, value }) => [
              address,
              place ?? '',
              size,
              value,
            ]),
          }),
      ...(step.stores.length === 0
        ? {}
        : {
            w: step.stores.map(({ address, place, size, before, after }) => [
              address,
              place ?? '',
              size,
              before,
              after,
            ]),
          }),
      ...(step.exception === undefined ? {} : { e: exceptionText(step.exception) }),
    })),
  };
}

function exceptionText(exception: NonNullable<TracedInstruction['exception']>): string {
  const { interrupts, slot, vector, syndrome, class: name, faultAddress } = exception;
  return [
    `${interrupts === true ? 'interrupted before it executes: ' : ''}exception to ${slot} at ${vector}`,
    ...(syndrome === undefined
      ? []
      : [`syndrome ${syndrome}${name === undefined ? '' : ` (${name})`}`]),
    ...(faultAddress === undefined ? [] : [`fault address ${faultAddress}`]),
  ].join(', ');
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Of PSTATE, from the highest bit on. */
function bitNames(): [string, number][] {
  return Object.entries(pstateBits).map(([name, bit]) => [name, bit.toString(2).length - 1]);
}

/** Where two traces part: the step, counted from 1, and how it differs. */
interface Difference {
  readonly call: number;
  readonly step: number;
  readonly what: 'instruction' | 'effect' | 'end';
}

function firstDifference([one, other]: readonly ShownTrace[]): Difference | undefined {
  if (one === undefined || other === undefined) {
    return undefined;
  }
  const calls = Math.max(one.test.calls.length, other.test.calls.length);
  for (let call = 0; call < calls; call += 1) {
    const [left, right] = [one, other].map(({ test }) => test.calls[call]?.instructions ?? []) as [
      readonly TracedInstruction[],
      readonly TracedInstruction[],
    ];
    const steps = Math.max(left.length, right.length);
    for (let step = 0; step < steps; step += 1) {
      const [a, b] = [left[step], right[step]];
      if (a === undefined || b === undefined) {
        return { call: call + 1, step: step + 1, what: 'end' };
      }
      if (sameName(a) !== sameName(b)) {
        return { call: call + 1, step: step + 1, what: 'instruction' };
      }
      if (effectOf(a) !== effectOf(b)) {
        return { call: call + 1, step: step + 1, what: 'effect' };
      }
    }
  }
  return undefined;
}

/** Without addresses, which the layout of the code decides. */
function sameName({ instruction, level }: TracedInstruction): string {
  return `${level} ${instruction.replaceAll(/#?0x[0-9a-f]{7,}/g, 'address')}`;
}

function effectOf({ changes, stores }: TracedInstruction): string {
  return JSON.stringify([
    changes.map(({ register, after }) => [register, after]),
    stores.map(({ size, after }) => [size, after]),
  ]);
}

function differenceText({ call, step, what }: Difference): string {
  const words = {
    instruction: 'another instruction executes',
    effect: 'the same instruction has another effect',
    end: 'one of them has ended',
  };
  return `First difference: step ${step}${call > 1 ? ` of call ${call}` : ''}, where ${words[what]}.`;
}

/** JSON inside of a script element: no text of it can end the element. */
function embedded(data: object): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}

import { registerRanges } from '../abi/register-ranges.ts';
import { given } from '../collections/given.ts';
import type { Finding } from '../judge/finding.ts';
import type { TraceResult } from '../run/trace.ts';
import type { TracedCall, TracedInstruction, TracedPassage } from '../run/trace-test.ts';
import { exceptionLine } from './exception-text.ts';
import type { LineReader } from './trace-text.ts';
import { exceptionFacts, passageText } from './trace-text.ts';

/** One trace of a page, with what was wrong with the call. */
export interface ShownTrace {
  /** What distinguishes it from the other of the page. */
  readonly name: string;
  readonly test: Pick<TraceResult, 'id' | 'seed' | 'calls'>;
  readonly findings: readonly Finding[];
  /** The test as a fixture of its own, and the options besides that it runs with. */
  readonly fixture?: { readonly text: string; readonly repeat: readonly string[] };
}

/** A step of a page by its numbers, from 0. */
export interface StepPlace {
  readonly trace: number;
  readonly call: number;
  readonly step: number;
}

/** The part of an address behind `#` that names a step. */
export function stepAnchor({ trace, call, step }: StepPlace): string {
  return `t${trace + 1}-${call + 1}-${step + 1}`;
}

/** The step that a finding is about: the last that ran its instruction, if one of these changed its register the last of those. */
export function stepOfFinding(
  { test }: ShownTrace,
  trace: number,
  { by, step: number = 1, subject }: Finding,
): StepPlace | undefined {
  const call = number - 1;
  const steps = test.calls[call]?.instructions ?? [];
  const ran = steps.flatMap(({ address, changes }, step) =>
    address === by?.address ? [{ step, changes }] : [],
  );
  const changing = ran.filter(({ changes }) =>
    changes.some(({ register }) => subject.kind === 'register' && register === subject.register),
  );
  const last = changing.at(-1) ?? ran.at(-1);
  return last === undefined ? undefined : { trace, call, step: last.step };
}

/** What the script draws, each instruction as short as it can be: pages of thousands of steps stay small. */
export function pageData(shown: ShownTrace, trace: number, lineOf: LineReader): object {
  const marks = shown.findings.flatMap((finding) => {
    const place = stepOfFinding(shown, trace, finding);
    return place === undefined ? [] : [[place.call, place.step, finding.code, finding.message]];
  });
  return {
    name: shown.name,
    marks,
    calls: shown.test.calls.map((call) => callData(call, lineOf)),
  };
}

function callData(call: TracedCall, lineOf: LineReader): object {
  const { start, instructions, passages = [], unknown, outcome, resumption, exception } = call;
  return {
    start: Object.fromEntries(start.map(({ register, value }) => [register, value])),
    end: resumption === undefined ? outcome : `${outcome} (${resumption})`,
    ...given({ unknown, exception: exception && exceptionLine(exception) }),
    steps: instructions.map((step) => stepData(step, lineOf)),
    ...filled('passages', passages.map(passageData)),
  };
}

/** Keys of one letter; none for what there is none of. */
function stepData(step: TracedInstruction, lineOf: LineReader): object {
  const { place, reads, loads } = step;
  const text = lineOf(step);
  return {
    a: step.address,
    s: step.symbol ?? '',
    i: step.instruction,
    l: step.level,
    ...(place === undefined ? {} : { p: `${fileName(place.file)}:${place.line}` }),
    ...(text === undefined ? {} : { t: text.trim().replaceAll(/\s+/g, ' ') }),
    ...filled('r', reads),
    ...filled(
      'm',
      loads.map(({ address, place = '', size, value }) => [address, place, size, value]),
    ),
    ...effects(step),
  };
}

/** What no instruction did, before the step of that number. */
function passageData(passage: TracedPassage): object {
  const { steps, changes } = passage;
  const anything = changes.filter((change) => change.anything);
  const said = changes.filter((change) => !change.anything);
  const names = registerRanges(anything.map(({ register }) => register)).join(', ');
  return {
    n: steps,
    i: passageText(passage),
    ...(names === '' ? {} : { u: names, g: anything.map(changeData) }),
    ...effects({ ...passage, changes: said }),
  };
}

function changeData({
  register,
  before,
  after,
  source,
}: TracedInstruction['changes'][number]): readonly string[] {
  return [register, before, after, ...unlessNumber(source, after)];
}

/** A source is left out where it is the number itself. */
function unlessNumber(source: string | undefined, value: string): readonly string[] {
  return source === undefined || source === value ? [] : [source];
}

function effects({
  changes,
  rewrites = [],
  stores,
  exception,
}: Pick<TracedPassage, 'changes' | 'rewrites' | 'stores' | 'exception'>): object {
  return {
    ...filled('c', changes.map(changeData)),
    ...filled(
      'q',
      rewrites.map(({ register, source }) => [register, source]),
    ),
    ...filled(
      'w',
      stores.map(({ address, place = '', size, before, after, source }) => [
        address,
        place,
        size,
        before,
        after,
        ...unlessNumber(source?.value, after),
      ]),
    ),
    ...(exception === undefined
      ? {}
      : {
          e: exceptionFacts(exception),
          x: exception.writes.map(({ register, value, source }) => [
            register,
            value,
            ...unlessNumber(source, value),
          ]),
        }),
  };
}

function filled(key: string, list: readonly unknown[]): object {
  return list.length === 0 ? {} : { [key]: list };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

import type { TracedInstruction } from '../run/trace-test.ts';
import type { ShownTrace } from './trace-page-data.ts';

/** Where two traces part: the call and the step, counted from 1, and how it differs. */
export interface TraceDifference {
  readonly call: number;
  readonly step: number;
  readonly what: 'instruction' | 'effect' | 'end';
}

/** Undefined for one trace alone, and for two that are the same. */
export function firstDifference([one, other]: readonly ShownTrace[]): TraceDifference | undefined {
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
      const what = differenceOf(left[step], right[step]);
      if (what !== undefined) {
        return { call: call + 1, step: step + 1, what };
      }
    }
  }
  return undefined;
}

function differenceOf(
  one: TracedInstruction | undefined,
  other: TracedInstruction | undefined,
): TraceDifference['what'] | undefined {
  if (one === undefined || other === undefined) {
    return 'end';
  }
  if (sameName(one) !== sameName(other)) {
    return 'instruction';
  }
  return effectOf(one) === effectOf(other) ? undefined : 'effect';
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

export function differenceText({ call, step, what }: TraceDifference): string {
  const words = {
    instruction: 'another instruction executes',
    effect: 'the same instruction has another effect',
    end: 'one of them has ended',
  };
  return `First difference: step ${step}${call > 1 ? ` of call ${call}` : ''}, where ${words[what]}.`;
}

import type { Plain } from '../collections/plain.ts';
import type { engineCheckTotalsShape } from './run-shape.ts';
import type { TestResult } from '../run/event.ts';

/** What a second engine said of the calls of a run. */
export type EngineCheckTotals = Plain<typeof engineCheckTotalsShape>;

/** Undefined where no second engine was asked for. */
export function engineCheckTotals(tests: readonly TestResult[]): EngineCheckTotals | undefined {
  const kinds = { agree: 0, deviate: 0, differ: 0, refused: 0 };
  const deviations: Record<string, number> = {};
  const refusals: Record<string, number> = {};
  const checked = tests.filter(({ engineCheck }) => engineCheck !== undefined);
  for (const test of checked) {
    kinds[kindOf(test)] += 1;
    Object.keys(test.engineCheck?.deviations ?? {}).forEach((name) => count(deviations, name));
    new Set(test.engineCheck?.refusals).forEach((reason) => count(refusals, reason));
  }
  return checked.length === 0
    ? undefined
    : { calls: checked.length, ...kinds, deviations, refusals };
}

function kindOf({ findings, engineCheck }: TestResult): 'agree' | 'deviate' | 'differ' | 'refused' {
  if (findings.some(({ code }) => code === 'engines-differ')) {
    return 'differ';
  }
  if ((engineCheck?.refusals ?? []).length > 0) {
    return 'refused';
  }
  return Object.keys(engineCheck?.deviations ?? {}).length > 0 ? 'deviate' : 'agree';
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** The most frequent first. */
function rows(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .toSorted(([, one], [, two]) => two - one)
    .map(([name, number]) => `  ${String(number).padStart(6)}  ${name}`);
}

/** For a person: a line of totals, then one for each deviation and each reason. */
export function engineCheckLines(totals: EngineCheckTotals): string[] {
  const { calls, agree, deviate, differ, refused, deviations, refusals } = totals;
  return [
    `second engine: ${calls} ${calls === 1 ? 'call' : 'calls'}, ${agree} agree, ${deviate} but for named deviations, ${refused} not compared, ${differ} differ`,
    ...rows(deviations),
    ...rows(refusals),
  ];
}

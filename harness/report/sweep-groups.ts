import { kindOfSlot, slots } from '../architecture/slot.ts';
import type { SweepResult, SweptBehaviour, SweptRow } from '../sweep/sweep-result.ts';
import { groupBy } from '../collections/group-by.ts';

/** Rows of one table that do the same for every immediate. */
export interface RowGroup {
  readonly table: string;
  /** Callers, or slots. */
  readonly callers: readonly string[];
  readonly selectors: readonly string[];
  /** Whether it is known what each of them does with every immediate. */
  readonly complete: boolean;
  readonly runs: SweptRow['runs'];
}

/** Puts together what a person would not want to read twice. */
export function groupRows({ rows }: SweepResult): RowGroup[] {
  const groups = new Map<string, RowGroup & { callers: string[]; selectors: string[] }>();
  for (const [key, own] of bySelectors(rows)) {
    const [first] = own as [SweptRow];
    const group = groups.get(key);
    const caller = first.slot ?? first.caller;
    if (group === undefined) {
      groups.set(key, {
        table: first.table,
        callers: [caller],
        selectors: own.map(selectorText),
        complete: own.every(({ complete }) => complete),
        runs: first.runs,
      });
    } else {
      group.callers.push(caller);
    }
  }
  return [...groups.values()];
}

/** The rows of each caller that have the same runs; the key is the same for callers that are alike. */
function* bySelectors(rows: readonly SweptRow[]): Generator<[string, SweptRow[]]> {
  const callers = groupBy(rows, ({ table, caller, slot }) => JSON.stringify([table, caller, slot]));
  for (const own of callers.values()) {
    const alike = groupBy(own, ({ runs }) => JSON.stringify(runs));
    for (const [runs, same] of alike) {
      yield [JSON.stringify([same[0]?.table, runs, same.map(selectorText)]), same];
    }
  }
}

/** `x0 random`, `x0 zero`, `x0 PSCI_VERSION`. */
function selectorText({ selector }: SweptRow): string {
  return `${selector.register} ${selector.name}`;
}

/** A call that does what a behaviour says: `host, HVC #0x1, random`; where it was an interrupt, nothing called. */
export function exampleText({ caller, immediate, selector }: SweptBehaviour['example']): string {
  const slot = slots.find((name) => name === caller);
  const isCall = slot === undefined || kindOfSlot(slot) === 'sync';
  return [caller, ...(isCall ? [`HVC #0x${immediate.toString(16)}`] : []), selector].join(', ');
}

/** The selectors of a group, each register named once: `x0 random, zero, one`. */
export function selectorsText(selectors: readonly string[]): string {
  const byRegister = groupBy(selectors, (text) => text.split(' ')[0] ?? '');
  return [...byRegister]
    .map(([register, texts]) => {
      const names = texts.map((text) => text.slice(register.length + 1));
      return `${register} ${names.join(', ')}`;
    })
    .join('; ');
}

/** `0x0003-0xffff`, or `0x0001` for one. */
export function rangeText(from: number, to: number): string {
  return from === to ? immediateText(from) : `${immediateText(from)}-${immediateText(to)}`;
}

function immediateText(immediate: number): string {
  return `0x${immediate.toString(16).padStart(4, '0')}`;
}

import type { RegisterName } from '../architecture/registers.ts';
import type { Slot } from '../architecture/slot.ts';
import { kindOfSlot } from '../architecture/slot.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import { hexadecimal } from '../judge/finding.ts';
import { exceptionReport } from '../run/exception-report.ts';
import { Locator } from '../run/locate.ts';
import type { Session } from '../run/session.ts';
import { CallSeries, undecided } from './call-series.ts';
import { describeEffect, effectKey, undecidedBehaviour } from './behaviour.ts';
import type { Caller } from '../calls/caller.ts';
import { callerOfSlot, findCaller } from '../calls/caller.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import { Classifier } from './classifier.ts';
import type { Effect } from './effect.ts';
import { aroundEach, immediateCount, plainImmediates } from './immediates.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { ImmediateRange, Row } from './row.ts';
import { allImmediates, makeRow } from './row.ts';
import type { SelectorValue } from './selector-values.ts';
import { completeSelectors, selectorRegister, selectorValues } from './selector-values.ts';
import type { SweptBehaviour, SweptRow } from './sweep-result.ts';
import { tracedLines } from './traced-lines.ts';

/** Which calls to make. Plain data. */
export interface SweepScope {
  /** Every immediate with every selector value. */
  readonly exhaustive: boolean;
  readonly range?: ImmediateRange;
  /** These values in place of the usual ones, as register and hexadecimal value. */
  readonly given?: readonly (readonly [RegisterName, string])[];
  /** Immediates and selector values of other users of HVC. */
  readonly foreign?: {
    readonly immediates: readonly number[];
    readonly selectors: readonly (readonly [string, string])[];
  };
  /** Registers that carry a number, in place of the ABI's own. */
  readonly registers?: readonly RegisterName[];
  /** Report what each behaviour executed. */
  readonly traces: boolean;
  /** From the last immediate down. */
  readonly backwards?: boolean;
}

/** The part of a sweep that one process does at a time: a caller or a slot of one table. */
export interface SweepPart {
  readonly caller?: string;
  readonly slot?: Slot;
}

/** A behaviour; two units' are the same if their keys are. Plain data. */
type PartBehaviour = Omit<SweptBehaviour, 'effect'> & { readonly key: string };

/** What came of it. Plain data; behaviours are numbered within the unit. */
export interface PartResult {
  readonly behaviours: readonly PartBehaviour[];
  readonly rows: readonly Omit<SweptRow, 'table'>[];
  readonly calls: number;
}

/** What a unit works with. */
export interface PartSetting {
  readonly session: Session;
  readonly prober: Prober;
  readonly disassembler: Disassembler;
  readonly scope: SweepScope;
}

/** Sweeps one part. Throws `unknown-caller` for a caller that does not exist. */
export function sweepPart(setting: PartSetting, part: SweepPart): PartResult {
  const { prober, scope } = setting;
  const classifier = new Classifier(prober);
  const caller = callerOf(part);
  const values = valuesFor(setting, part);
  if (scope.given !== undefined) {
    // With sentinels first: a chosen value may look like something that it is not.
    const random = new CallSeries(prober, classifier, situationOf(caller, part, undefined));
    random.call(notableImmediates(setting), () => random.isOverrun);
  }
  const rows: PartRow[] = [];
  const boundaries = new Set<number>();
  let calls = 0;
  for (const value of values) {
    const situation = situationOf(caller, part, value);
    const { row, made } = sweepRow(setting, classifier, situation, {
      complete: scope.exhaustive || scope.given !== undefined || completeSelectors.has(value.name),
      boundaries,
    });
    rows.push({ value, row });
    calls += made;
    if (row.runs.every(({ behaviour }) => behaviour !== undecided)) {
      row.runs.forEach(({ from, to }) => boundaries.add(from).add(to));
    }
  }
  const named = namedCalls(rows, notableImmediates(setting));
  const indexes = new Map([...named.keys()].map((behaviour, index) => [behaviour, index]));
  return {
    behaviours: [...named].map(([behaviour, calls]) =>
      behaviourOf({ setting, part, classifier }, classifier.behaviours[behaviour], calls),
    ),
    rows: rows.map(({ value, row }) => ({
      caller: caller.name,
      ...(part.slot === undefined ? {} : { slot: part.slot }),
      selector: {
        name: value.name,
        register: value.register,
        ...(value.value === undefined ? {} : { value: hexadecimal(value.value) }),
      },
      complete: row.complete,
      runs: row.runs.map(
        ({ from, to, behaviour }) => [from, to, indexes.get(behaviour) as number] as const,
      ),
    })),
    calls,
  };
}

interface PartClassification {
  readonly setting: PartSetting;
  readonly part: SweepPart;
  readonly classifier: Classifier;
}

interface PartRow {
  readonly value: SelectorValue;
  readonly row: Row;
}

/** A call that the rows name. */
interface NamedCall {
  readonly value: SelectorValue;
  readonly immediate: number;
}

/**
 * Each behaviour that the rows name, in the order in which they do, with calls that have it: the first one, and from the
 * first row the notable ones.
 */
function namedCalls(
  rows: readonly PartRow[],
  notable: readonly number[],
): Map<number, [NamedCall, ...NamedCall[]]> {
  const named = new Map<number, [NamedCall, ...NamedCall[]]>();
  for (const [index, { value, row }] of rows.entries()) {
    for (const { from, to, behaviour } of row.runs) {
      const known = named.get(behaviour) ?? [{ value, immediate: from }];
      if (index === 0) {
        const inside = aroundEach(notable).filter((number) => number >= from && number <= to);
        known.push(...[...new Set([...inside, to])].map((immediate) => ({ value, immediate })));
      }
      named.set(behaviour, known);
    }
  }
  return named;
}

/** What a behaviour is, shown by the first of the calls that have it. Without an effect: what no call was made to find out. */
function behaviourOf(
  { setting, part, classifier }: PartClassification,
  effect: Effect | undefined,
  calls: readonly [NamedCall, ...NamedCall[]],
): PartBehaviour {
  const [{ value, immediate }] = calls;
  const caller = callerOf(part);
  const example = { caller: caller.name, selector: value.name, immediate };
  if (effect === undefined) {
    return { ...undecidedBehaviour, key: undecidedBehaviour.name, example, proved: false };
  }
  const situation = situationOf(caller, part, value);
  const { session, prober, disassembler } = setting;
  return {
    ...describeEffect(effect),
    ...(effect.exception === undefined
      ? {}
      : exceptionReport(
          secondExceptionOf(prober.call(situation, immediate, 0, { watch: 'steps' })),
          new Locator(session, disassembler),
        )),
    key: effectKey(effect),
    example,
    proved: calls.every((call) =>
      classifier.isRealCallEqual(situationOf(caller, part, call.value), call.immediate),
    ),
    ...(setting.scope.traces ? { trace: tracedLines(setting, situation, immediate) } : {}),
  };
}

function callerOf({ caller: name, slot }: SweepPart): Caller {
  if (slot !== undefined) {
    return callerOfSlot(slot);
  }
  return findCaller(name ?? '');
}

/** A synchronous slot is entered by an HVC of who takes it there, any other by an interrupt. */
function situationOf(
  caller: Caller,
  { slot }: SweepPart,
  value: SelectorValue | undefined,
): Situation {
  const given = new Map<RegisterName, bigint>(
    value?.value === undefined ? [] : [[value.register, value.value]],
  );
  const kind = slot === undefined ? 'sync' : kindOfSlot(slot);
  return slot === undefined || kind === 'sync'
    ? { caller, given }
    : { caller, given, raised: { slot, cause: { kind } } };
}

/** A slot is swept with the random value alone. */
function valuesFor({ session, scope }: PartSetting, { slot }: SweepPart): SelectorValue[] {
  const numbers = new Map(
    (scope.foreign?.selectors ?? []).map(([name, number]) => [BigInt(number), name]),
  );
  const values = selectorValues(
    session,
    numbers,
    scope.registers ?? [selectorRegister(session.abi)],
  );
  if (slot !== undefined) {
    return values.slice(0, 1);
  }
  if (scope.given === undefined) {
    return values;
  }
  return scope.given.map(([register, value]) => ({
    name: value,
    register,
    value: BigInt(value),
  }));
}

function sweepRow(
  { session, prober, scope }: PartSetting,
  classifier: Classifier,
  situation: Situation,
  { complete, boundaries }: { readonly complete: boolean; readonly boundaries: Iterable<number> },
): { readonly row: Row; readonly made: number } {
  const batch = new CallSeries(prober, classifier, situation);
  const range = scope.range ?? allImmediates;
  if (!prober.carriesImmediate(situation)) {
    // The exception is the same whatever the immediate is: one call shows all.
    const behaviour = batch.at(range.from);
    return { row: { runs: [{ ...range, behaviour }], complete: true }, made: batch.calls };
  }
  const notable = [...boundaries, ...notableImmediates({ session, scope })];
  const row = makeRow(batch, {
    range,
    complete,
    notable,
    seed: prober.setting.seed,
    ...(scope.backwards === undefined ? {} : { backwards: scope.backwards }),
  });
  return { row, made: batch.calls };
}

/** Immediates that some table may be made for: the ABI's, those of others, and what the code compares with. */
function notableImmediates({
  session: { abi, constants },
  scope,
}: Pick<PartSetting, 'session' | 'scope'>): number[] {
  const numbers = [...abi.operations.values()].flatMap(({ number }) => number ?? []);
  return [
    ...plainImmediates,
    ...[...numbers, ...constants].filter((number) => number < immediateCount).map(Number),
    ...(scope.foreign?.immediates ?? []),
  ];
}

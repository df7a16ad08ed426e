import type { RegisterName } from '../architecture/registers.ts';
import type { Slot } from '../architecture/slot.ts';
import { kindOfSlot } from '../architecture/slot.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import { hexadecimal } from '../judge/finding.ts';
import { exceptionReport } from '../run/exception-report.ts';
import { Locator } from '../run/locate.ts';
import type { Session } from '../run/session.ts';
import { describeEffect, effectKey, uncoveredBehaviour } from './behaviour.ts';
import type { Caller } from '../calls/caller.ts';
import { callerOfSlot, findCaller } from '../calls/caller.ts';
import type { BehaviourText } from './behaviour.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import { FollowedCalls } from './followed-calls.ts';
import type { FollowedCall } from '../flow/explore.ts';
import { conditionTexts } from '../flow/print-condition.ts';
import type { ImmediateRange } from './immediates.ts';
import { allImmediates, aroundEach, immediateCount, plainImmediates } from './immediates.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { Row } from './row.ts';
import { makeRow } from './row.ts';
import type { SelectorValue } from './selector-values.ts';
import { selectorRegister, selectorValues } from './selector-values.ts';
import type { ImmediateBehaviour, ImmediateRow } from './immediate-sweep-result.ts';
import { tracedLines } from './traced-lines.ts';

/** Which calls to make. Plain data. */
export interface ImmediateScope {
  /** Executes an HVC with every immediate besides, to check what is said of all. */
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
}

/** The part of a sweep that one process does at a time: a caller or a slot of one table. */
export interface ImmediatePart {
  readonly caller?: string;
  readonly slot?: Slot;
}

/** A behaviour; two units' are the same if their keys are. Plain data. */
type PartBehaviour = Omit<ImmediateBehaviour, 'effect'> & { readonly key: string };

/** What came of it. Plain data; behaviours are numbered within the unit. */
export interface ImmediatePartResult {
  readonly behaviours: readonly PartBehaviour[];
  readonly rows: readonly Omit<ImmediateRow, 'table'>[];
  readonly calls: number;
}

/** What a unit works with. */
export interface PartSetting {
  readonly session: Session;
  readonly prober: Prober;
  readonly disassembler: Disassembler;
  readonly scope: ImmediateScope;
}

/** Sweeps one part. Throws `unknown-caller` for a caller that does not exist. */
export function immediatePart(setting: PartSetting, part: ImmediatePart): ImmediatePartResult {
  return new PartSweep(setting, part).run();
}

interface PartRow {
  readonly value: SelectorValue;
  readonly row: Row;
}

/** A call that the rows name. */
interface NamedCall extends PartRow {
  readonly immediate: number;
}

class PartSweep {
  readonly #setting: PartSetting;
  readonly #part: ImmediatePart;
  readonly #caller: Caller;
  readonly #calls: FollowedCalls;
  readonly #behaviours: (BehaviourText & { readonly key: string })[] = [];
  readonly #byKey = new Map<string, number>();

  constructor(setting: PartSetting, part: ImmediatePart) {
    this.#setting = setting;
    this.#part = part;
    this.#caller = callerOf(part);
    this.#calls = new FollowedCalls(setting);
  }

  run(): ImmediatePartResult {
    const values = valuesFor(this.#setting, this.#part);
    const rows = values.map((value): PartRow => ({ value, row: this.#row(value) }));
    const named = this.#namedCalls(rows);
    const indexes = new Map([...named.keys()].map((behaviour, index) => [behaviour, index]));
    return {
      behaviours: [...named].map(([behaviour, calls]) => ({
        ...this.#described(behaviour, calls),
        ...(rows.some(({ row }) => row.disproved.has(behaviour)) ? { proved: false } : {}),
      })),
      rows: rows.map(({ value, row }) => ({
        caller: this.#caller.name,
        ...(this.#part.slot === undefined ? {} : { slot: this.#part.slot }),
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
      calls: rows.reduce((sum, { row }) => sum + row.calls, 0),
    };
  }

  #situation(value: SelectorValue): Situation {
    return situationOf(this.#caller, this.#part, value);
  }

  #row(value: SelectorValue): Row {
    const { scope, prober } = this.#setting;
    const situation = this.#situation(value);
    return makeRow({
      calls: this.#calls,
      situation,
      range: scope.range ?? allImmediates,
      exhaustive: scope.exhaustive && prober.carriesImmediate(situation),
      behaviourOf: (call) => this.#behaviourOf(call, value),
      behaviourOfUncovered: ({ reason, at }) => {
        const { session } = this.#setting;
        const where = at === undefined ? '' : ` (at ${session.nameOf(at)})`;
        const behaviour = uncoveredBehaviour(`${reason}${where}`);
        return this.#number({ ...behaviour, key: behaviour.name });
      },
    });
  }

  #behaviourOf(call: FollowedCall, value: SelectorValue): number {
    const effect = this.#calls.effect(call, this.#situation(value), new Set([value.register]));
    return this.#number({ ...describeEffect(effect), key: effectKey(effect) });
  }

  #number(behaviour: BehaviourText & { readonly key: string }): number {
    const known = this.#byKey.get(behaviour.key);
    if (known !== undefined) {
      return known;
    }
    this.#byKey.set(behaviour.key, this.#behaviours.length);
    return this.#behaviours.push(behaviour) - 1;
  }

  /**
   * Each behaviour that the rows name, in the order in which they do, with calls that have it: the first one, and from
   * the first row the notable ones.
   */
  #namedCalls(rows: readonly PartRow[]): Map<number, [NamedCall, ...NamedCall[]]> {
    const notable = notableImmediates(this.#setting);
    const named = new Map<number, [NamedCall, ...NamedCall[]]>();
    for (const [index, { value, row }] of rows.entries()) {
      for (const { from, to, behaviour } of row.runs) {
        const known = named.get(behaviour) ?? [{ value, row, immediate: from }];
        if (index === 0) {
          const inside = aroundEach(notable).filter((number) => number >= from && number <= to);
          const more = [...new Set([...inside, to])];
          known.push(...more.map((immediate) => ({ value, row, immediate })));
        }
        named.set(behaviour, known);
      }
    }
    return named;
  }

  /** What a behaviour is, shown by the first of the calls that have it. */
  #described(behaviour: number, calls: readonly [NamedCall, ...NamedCall[]]): PartBehaviour {
    const { scope, session, disassembler } = this.#setting;
    const [{ value, row, immediate }] = calls;
    const known = this.#behaviours[behaviour] as BehaviourText & { readonly key: string };
    const isKnown = known.outcome !== 'undecided';
    const way = row.wayOf(immediate);
    const conditions =
      way === undefined ? [] : conditionTexts(way.flow, (address) => session.nameOfCode(address));
    return {
      ...known,
      ...(conditions.length === 0 ? {} : { conditions }),
      ...exceptionReport(way && secondExceptionOf(way.record), new Locator(session, disassembler)),
      example: { caller: this.#caller.name, selector: value.name, immediate },
      proved: isKnown && calls.every((call) => this.#isReal(behaviour, call)),
      ...(scope.traces && isKnown
        ? { trace: tracedLines(this.#setting, this.#situation(value), immediate) }
        : {}),
    };
  }

  /** Whether an HVC that is executed does so as well. */
  #isReal(behaviour: number, { value, row, immediate }: NamedCall): boolean {
    const situation = this.#situation(value);
    const way = row.wayOf(immediate);
    return way === undefined || way.flow.refusal !== undefined
      ? this.#behaviourOf(this.#calls.call(situation, immediate, true), value) === behaviour
      : this.#calls.difference(way, situation, immediate) === undefined;
  }
}

function callerOf({ caller: name, slot }: ImmediatePart): Caller {
  if (slot !== undefined) {
    return callerOfSlot(slot);
  }
  return findCaller(name ?? '');
}

/** A synchronous slot is entered by an HVC of who takes it there, any other by an interrupt. */
function situationOf(
  caller: Caller,
  { slot }: ImmediatePart,
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
function valuesFor({ session, scope }: PartSetting, { slot }: ImmediatePart): SelectorValue[] {
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

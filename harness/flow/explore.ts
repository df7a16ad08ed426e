import type { CallRecord } from '../calls/call-record.ts';
import type { Constraint } from '../solver/condition.ts';
import type { ConditionKind } from './condition.ts';
import type { Flow } from './flow.ts';
import type { Parting, PartingSetting } from './parting.ts';
import { constraintOf, partingsOf } from './parting.ts';
import type { Source } from './source.ts';
import type { KnownValues } from './way-solver.ts';
import { solverOfOne } from './way-solver.ts';

/** A call that was made and followed. */
export interface FollowedCall {
  readonly record: CallRecord;
  readonly flow: Flow;
}

/** One way through the vectors. */
export interface Path extends FollowedCall {
  /** What free sources have to be for it, in the order of the way. */
  readonly conditions: readonly Constraint<Source>[];
  /** What the free sources were in the call that showed it. */
  readonly values: ReadonlyMap<Source, bigint>;
}

/** A way that nothing is known of, and why. */
export interface UncoveredPath {
  readonly conditions: readonly Constraint<Source>[];
  /** What the sources were that are not free. */
  readonly base: Flow['base'];
  readonly reason: string;
  /** The instruction whose condition leads there. */
  readonly at: bigint | undefined;
}

export interface Exploration {
  readonly paths: readonly Path[];
  /** Empty where the paths are all that there are. A path whose flow cannot be relied upon is among the paths alone. */
  readonly uncovered: readonly UncoveredPath[];
}

export interface ExploreSetting extends PartingSetting {
  /** Makes the call with these values of free sources, stepped, and follows it in the language. */
  readonly call: (values: ReadonlyMap<Source, bigint>) => FollowedCall;
  /** Ways to go at most. */
  readonly most: number;
  /** In place of one that looks for one source at a time. */
  readonly solve?: ReturnType<typeof solverOfOne>;
}

/** Ways that part at one place at most, where an address or another number of more than one bit decides. */
const mostSides = 256;

const sideNames: Readonly<Record<ConditionKind, string>> = {
  branch: 'ways',
  select: 'ways',
  address: 'addresses',
  target: 'targets',
  callee: 'targets',
  mode: 'modes',
  vectors: 'vector tables',
};

/**
 * Finds every way that a call can go: makes one, and wherever its way parts from others by what a free source is, looks
 * for values with which it goes another one, until none is left. Throws an Error where a call does not go the way that
 * it was made for: a defect of the table of A64 or of the solver.
 */
export function explore(setting: ExploreSetting): Exploration {
  return new Explorer(setting).run();
}

/** Where known ways part. */
interface Fork {
  readonly parting: Parting;
  /** What has to be so to come here. */
  readonly prefix: readonly Constraint<Source>[];
  /** The instruction. */
  readonly at: bigint | undefined;
  /** A call that came here. */
  readonly known: KnownValues;
  /** What comes next on each known way, by the number; undefined where the way ends. */
  readonly sides: Map<bigint, Fork | undefined>;
}

class Explorer {
  readonly #setting: ExploreSetting;
  readonly #solve: ReturnType<typeof solverOfOne>;
  readonly #paths: Path[] = [];
  readonly #uncovered: UncoveredPath[] = [];
  /** Forks of which some side may not be known. */
  readonly #open: Fork[] = [];
  #root: Fork | undefined;

  constructor(setting: ExploreSetting) {
    this.#setting = setting;
    this.#solve = setting.solve ?? solverOfOne(setting.language, setting.isFree);
  }

  run(): Exploration {
    this.#go([], new Map());
    for (let fork = this.#open.pop(); fork !== undefined; fork = this.#open.pop()) {
      this.#turn(fork);
    }
    return { paths: this.#paths, uncovered: this.#uncovered };
  }

  /** Goes one more way from a fork, if there is one. */
  #turn(fork: Fork): void {
    const { parting, prefix, sides, known, at } = fork;
    const { value, kind } = parting;
    const { language, most } = this.#setting;
    if (value.width === 1 && sides.size > 1) {
      return;
    }
    const others = [...sides.keys()].map((number) => constraintOf(language, value, number, false));
    const conditions = [...prefix, ...others];
    const isExact = conditions.every(({ expression }) => language.builder.isExact(expression));
    const values = isExact
      ? this.#solve(conditions, known)
      : 'a condition depends on a value that is not followed';
    if (values === undefined) {
      return;
    }
    const reason =
      typeof values === 'string'
        ? values
        : this.#paths.length >= most
          ? `more than ${most} ways`
          : sides.size >= mostSides
            ? `more than ${mostSides} ${sideNames[kind]}`
            : undefined;
    if (reason !== undefined || typeof values === 'string') {
      this.#uncovered.push({ conditions, base: known.base, reason: reason ?? '', at });
      return;
    }
    this.#open.push(fork);
    this.#go(conditions, values);
  }

  /** Makes a call with these values, with which the constraints hold. */
  #go(constraints: readonly Constraint<Source>[], values: ReadonlyMap<Source, bigint>): void {
    const { call, language } = this.#setting;
    const { record, flow } = call(values);
    const evaluate = language.builder.evaluator((source, width) =>
      BigInt.asUintN(width, values.get(source) ?? flow.base(source, width)),
    );
    const partings = partingsOf(flow.conditions, this.#setting);
    const isOther =
      constraints.some(({ expression, holds }) => evaluate(expression) !== (holds ? 1n : 0n)) ||
      partings.some(({ value, number }) => (evaluate(value) ?? number) !== number);
    if (isOther) {
      throw new Error('a call does not go the way that it was made for');
    }
    const conditions = partings.map(({ value, number }) => constraintOf(language, value, number));
    this.#paths.push({ record, flow, conditions, values });
    this.#note(partings, conditions, record, { values, base: flow.base });
  }

  /** Adds a way to those that are known. */
  #note(
    partings: readonly Parting[],
    conditions: readonly Constraint<Source>[],
    { steps = [] }: CallRecord,
    known: KnownValues,
  ): void {
    let fork = this.#root;
    let enter = (next: Fork): void => {
      this.#root = next;
    };
    for (const [index, parting] of partings.entries()) {
      if (fork === undefined) {
        const at = steps[parting.step]?.address;
        fork = { parting, prefix: conditions.slice(0, index), at, known, sides: new Map() };
        enter(fork);
        this.#open.push(fork);
      } else if (fork.parting.value !== parting.value) {
        throw new Error(`a call leaves the way that it was made for, at its parting ${index + 1}`);
      }
      const { sides }: Fork = fork;
      const { number } = parting;
      const next = sides.get(number);
      if (next === undefined) {
        sides.set(number, undefined);
      }
      enter = (other) => {
        sides.set(number, other);
      };
      fork = next;
    }
  }
}

import { HcallError } from '../diagnostics/diagnostic.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Constraint } from '../solver/condition.ts';
import type { ConditionKind } from './condition.ts';
import type { Flow } from './flow.ts';
import type { FlowValue } from './flow-state.ts';
import type { Parting, PartingSetting, Side } from './parting.ts';
import { constraintOf, isFarFrom, partingsOf, sideOf } from './parting.ts';
import type { Source } from './source.ts';
import type { KnownValues, WaySolver } from './way-solver.ts';

/** A call that was made and followed. */
export interface FollowedCall {
  readonly record: CallRecord;
  readonly flow: Flow;
}

/**
 * What a way takes for granted of an address to which code goes that free inputs decide: that it is none of the image, or
 * the one that it was.
 */
interface Assumption {
  readonly value: FlowValue;
  readonly side: Side;
  readonly constraint: Constraint<Source>;
  /** The instruction that goes there. */
  readonly at: bigint | undefined;
}

/** One way through the vectors. */
export interface Path extends FollowedCall {
  /** What free sources have to be for it, in the order of the way; what is assumed, too. */
  readonly conditions: readonly Constraint<Source>[];
  readonly assumptions: readonly Assumption[];
  /** What the free sources were in the call that showed it, as far as they were not what they were in the first one. */
  readonly values: ReadonlyMap<Source, bigint>;
}

/** A way that nothing is known of, and why. */
export interface UncoveredPath {
  readonly conditions: readonly Constraint<Source>[];
  /** What the sources were that are not free. */
  readonly base: Flow['base'];
  readonly reason: string;
  /** The value that stands in the way; undefined where it is not one value. */
  readonly value?: FlowValue;
  /** The instruction whose condition leads there. */
  readonly at: bigint | undefined;
}

/** Why the machine does not make a call; undefined for any other error. */
function refusalOf(error: unknown): string | undefined {
  const [first] = error instanceof HcallError ? error.diagnostics : [];
  return first?.code.startsWith('unmodelled-') === true ? first.message : undefined;
}

export interface Exploration {
  readonly paths: readonly Path[];
  /** Empty where the paths are all that there are. A path whose flow cannot be relied upon is among the paths alone. */
  readonly uncovered: readonly UncoveredPath[];
}

export interface ExploreSetting extends PartingSetting {
  /** Makes the call with these values of free sources, stepped, and follows it in the language. */
  readonly call: (values: ReadonlyMap<Source, bigint>) => FollowedCall;
  /** What holds in every call; in the first one, which has no values of its own, too. */
  readonly given?: readonly Constraint<Source>[];
  /** Ways to go at most. */
  readonly most: number;
  readonly solve: WaySolver;
}

/** Ways that part at one place at most, where an address or another number of more than one bit decides. */
const mostSides = 256;
/** Times that a way comes to one instruction where ways part, at most: the turns of a loop that an input ends. */
const mostTurns = 64;
/** Bits of a number that may be anything in a table of the code. */
const mostTableBits = 16;

/** What depends on an address or a table, and is too much to be tried for all that it can be. */
const does: Readonly<Partial<Record<ConditionKind, string>>> = {
  address: 'accesses memory',
  translation: 'translates addresses',
  target: 'goes',
  callee: 'goes',
};

const sideNames: Readonly<Record<ConditionKind, string>> = {
  branch: 'ways',
  select: 'ways',
  control: 'ways',
  address: 'addresses',
  translation: 'translations',
  target: 'targets',
  callee: 'targets',
  mode: 'modes',
  'exception-class': 'ways',
  vectors: 'vector tables',
};

/**
 * Finds every way that a call can go: makes one, and wherever its way parts from others by what a free source is, looks
 * for values with which it goes another one, until none is left. Rejects with an Error where a call does not go the way
 * that it was made for: a defect of the table of A64 or of the solver.
 */
export function explore(setting: ExploreSetting): Promise<Exploration> {
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
  /** Which side is the only one that is gone, because nobody can say what is at all others. */
  assumed: Assumption | undefined;
  /** What comes next on each known way; undefined where the way ends. */
  readonly sides: Map<Side, Fork | undefined>;
}

/** The partings of a way up to a loop with too many turns, and the instruction where that one parts. */
function beforeLongLoop(
  partings: readonly Parting[],
  { steps = [] }: CallRecord,
): { readonly gone: readonly Parting[]; readonly at?: bigint } {
  const turns = new Map<bigint, number>();
  for (const [index, { step }] of partings.entries()) {
    const at = steps[step]?.address;
    if (at !== undefined) {
      const turn = (turns.get(at) ?? 0) + 1;
      turns.set(at, turn);
      if (turn > mostTurns) {
        return { gone: partings.slice(0, index), at };
      }
    }
  }
  return { gone: partings };
}

class Explorer {
  readonly #setting: ExploreSetting;
  readonly #given: readonly Constraint<Source>[];
  readonly #paths: Path[] = [];
  readonly #uncovered: UncoveredPath[] = [];
  /** Forks of which some side may not be known. */
  readonly #open: Fork[] = [];
  #root: Fork | undefined;

  constructor(setting: ExploreSetting) {
    this.#setting = setting;
    this.#given = setting.given ?? [];
  }

  async run(): Promise<Exploration> {
    await this.#go([], new Map());
    for (let fork = this.#open.pop(); fork !== undefined; fork = this.#open.pop()) {
      await this.#turn(fork);
    }
    return { paths: this.#paths, uncovered: this.#uncovered };
  }

  /** Goes one more way from a fork, if there is one. */
  async #turn(fork: Fork): Promise<void> {
    const { parting, prefix, sides, known, at } = fork;
    const { value, kind } = parting;
    const { language, most } = this.#setting;
    if (fork.assumed !== undefined || (value.width === 1 && sides.size > 1)) {
      return;
    }
    const others = [...sides.keys()].map((side) => constraintOf(language, parting, side, false));
    const conditions = [...prefix, ...others];
    const values = await this.#solve(conditions, known);
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
    try {
      await this.#go(conditions, values);
    } catch (error) {
      const refused = refusalOf(error);
      if (refused === undefined) {
        throw error;
      }
      // It would be made again: of the others of this fork nothing is known either.
      this.#open.splice(this.#open.indexOf(fork), 1);
      this.#uncovered.push({ conditions, base: known.base, reason: refused, at });
    }
  }

  #solve(
    conditions: readonly Constraint<Source>[],
    known: KnownValues,
  ): Promise<ReadonlyMap<Source, bigint> | string | undefined> {
    const { language, solve } = this.#setting;
    const isExact = conditions.every(({ expression }) => language.builder.isExact(expression));
    return isExact
      ? solve([...this.#given, ...conditions], known)
      : Promise.resolve('a condition depends on a value that is not followed');
  }

  /** Makes a call with these values, with which the constraints hold. */
  async #go(
    constraints: readonly Constraint<Source>[],
    values: ReadonlyMap<Source, bigint>,
  ): Promise<void> {
    const { call, language } = this.#setting;
    const { record, flow } = call(values);
    const evaluate = language.builder.evaluator((source, width) =>
      BigInt.asUintN(width, values.get(source) ?? flow.base(source, width)),
    );
    const partings = partingsOf(flow.conditions, this.#setting);
    const isOther =
      [...this.#given, ...constraints].some(
        ({ expression, holds }) => evaluate(expression) !== (holds ? 1n : 0n),
      ) ||
      partings.some(({ value, side, known }) => {
        const number = evaluate(value);
        return number !== undefined && sideOf(number, known) !== side;
      });
    if (isOther) {
      throw new Error('a call does not go the way that it was made for');
    }
    const { gone, at } = beforeLongLoop(partings, record);
    const conditions = gone.map((parting) => constraintOf(language, parting, parting.side));
    const known = { values, base: flow.base };
    const assumptions = await this.#note(gone, conditions, record, known);
    const reason = `a loop that an input ends takes more than ${mostTurns} turns`;
    const followed = at === undefined ? flow : { ...flow, refusal: { reason, at } };
    this.#paths.push({ record, flow: followed, conditions, assumptions, values });
  }

  /** Adds a way to those that are known, and says what it assumes. */
  async #note(
    partings: readonly Parting[],
    conditions: readonly Constraint<Source>[],
    { steps = [] }: CallRecord,
    known: KnownValues,
  ): Promise<readonly Assumption[]> {
    const assumptions: Assumption[] = [];
    let fork = this.#root;
    let enter = (next: Fork): void => {
      this.#root = next;
    };
    for (const [index, parting] of partings.entries()) {
      if (fork === undefined) {
        const at = steps[parting.step]?.address;
        const prefix = conditions.slice(0, index);
        fork = { parting, prefix, at, known, assumed: undefined, sides: new Map() };
        enter(fork);
        await this.#openFork(fork);
      } else if (fork.parting.value !== parting.value) {
        throw new Error(`a call leaves the way that it was made for, at its parting ${index + 1}`);
      }
      if (fork.assumed !== undefined) {
        assumptions.push(fork.assumed);
      }
      const { sides }: Fork = fork;
      const { side } = parting;
      const next = sides.get(side);
      if (next === undefined) {
        sides.set(side, undefined);
      }
      enter = (other) => {
        sides.set(side, other);
      };
      fork = next;
    }
    return assumptions;
  }

  /**
   * Of an address that may be anywhere nobody can go all ways. Code that goes there is assumed to leave the image; where
   * it did not, and for an access to memory, all but what was seen is not covered.
   */
  async #openFork(fork: Fork): Promise<void> {
    const { parting, prefix, known, at } = fork;
    const { kind, value, side } = parting;
    const isPlace = kind in does;
    const anywhere = isPlace ? await this.#isAnywhere(fork) : false;
    if (anywhere === false) {
      this.#open.push(fork);
      return;
    }
    const { language } = this.#setting;
    if (typeof anywhere === 'string' || side !== 'outside') {
      const conditions = [...prefix, constraintOf(language, parting, side, false)];
      const reason = anywhere === true ? `it ${does[kind]} where an input says` : anywhere;
      this.#uncovered.push({ conditions, base: known.base, reason, value, at });
    }
    const constraint = constraintOf(language, parting, side);
    fork.assumed = { value, side, constraint, at };
  }

  /** Whether the value can be an address that no table of the code leads to; the reason where that is not known. */
  async #isAnywhere({ parting, prefix, known }: Fork): Promise<boolean | string> {
    const { language } = this.#setting;
    const { builder } = language;
    const { value } = parting;
    const { ones, zeros } = builder.knownBits(value);
    const unknown = BigInt.asUintN(value.width, ~(ones | zeros));
    if (unknown.toString(2).replaceAll('0', '').length <= mostTableBits) {
      return false;
    }
    const number = builder.evaluator((source, width) =>
      BigInt.asUintN(width, known.values.get(source) ?? known.base(source, width)),
    )(value);
    if (number === undefined) {
      return 'it goes where a value says that is not followed';
    }
    const far = await this.#solve([...prefix, isFarFrom(language, value, number)], known);
    return typeof far === 'string' ? far : far !== undefined;
  }
}

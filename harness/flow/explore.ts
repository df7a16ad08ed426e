import type { CallRecord } from '../calls/call-record.ts';
import type { Constraint } from '../solver/condition.ts';
import { solveForInput } from '../solver/solve.ts';
import type { PathCondition } from './condition.ts';
import type { Flow } from './flow.ts';
import type { FlowValue } from './flow-state.ts';
import type { FlowLanguage } from './following.ts';
import type { Source } from './source.ts';
import { widthOfSource } from './source.ts';

/** A call that was made and followed. */
export interface FollowedCall {
  readonly record: CallRecord;
  readonly flow: Flow;
}

/** One way through the vectors. */
export interface Path extends FollowedCall {
  /** What free sources have to be for it, in the order of the way. */
  readonly conditions: readonly PathCondition[];
  /** What the free sources were in the call that showed it. */
  readonly values: ReadonlyMap<Source, bigint>;
}

/** A way that nothing is known of, and why. */
export interface UncoveredPath {
  readonly conditions: readonly Constraint<Source>[];
  readonly reason: string;
  /** The instruction whose condition leads there. */
  readonly at: bigint | undefined;
}

export interface Exploration {
  readonly paths: readonly Path[];
  /** Empty where the paths are all that there are. */
  readonly uncovered: readonly UncoveredPath[];
}

export interface ExploreSetting {
  readonly language: FlowLanguage;
  /** Whether a source may have any value; the others keep what they have. */
  readonly isFree: (source: Source) => boolean;
  /** Makes the call with these values of free sources, stepped, and follows it in the language. */
  readonly call: (values: ReadonlyMap<Source, bigint>) => FollowedCall;
  /** Ways to go at most. */
  readonly most: number;
}

/** Ways that a table has at most, unless a user asks for more. */
export const mostPaths = 4096;

/**
 * Finds every way that a call can go: makes one, and for each condition on its way that depends on a free source looks
 * for values with which it is the other way round, until none is left. Throws an Error where a call does not go the way
 * that it was made for: a defect of the table of A64 or of the solver.
 */
export function explore(setting: ExploreSetting): Exploration {
  return new Explorer(setting).run();
}

/** Addresses that one branch to a register is seen to go to at most: a table of a compiler has fewer. */
const mostTargets = 32;

/** Whether a condition says which of many values something has. */
function isOneOfMany({ kind }: PathCondition): boolean {
  return kind !== 'branch' && kind !== 'select';
}

/** A condition where ways part, and what is known of both. */
interface Fork {
  readonly sides: Map<boolean, Fork>;
  condition: FlowValue | undefined;
}

interface Unexplored {
  readonly prefix: readonly Constraint<Source>[];
  readonly at: bigint | undefined;
  /** The values of the call that showed it. */
  readonly values: ReadonlyMap<Source, bigint>;
}

class Explorer {
  readonly #setting: ExploreSetting;
  readonly #root: Fork = { sides: new Map(), condition: undefined };
  readonly #paths: Path[] = [];
  readonly #uncovered: UncoveredPath[] = [];
  readonly #rest: Unexplored[] = [];

  constructor(setting: ExploreSetting) {
    this.#setting = setting;
  }

  run(): Exploration {
    this.#go({ prefix: [], at: undefined, values: new Map() }, new Map());
    for (let next = this.#rest.pop(); next !== undefined; next = this.#rest.pop()) {
      const values = this.#solve(next);
      if (typeof values === 'string') {
        this.#leave(next, values);
      } else if (values !== undefined) {
        if (this.#paths.length >= this.#setting.most) {
          this.#leave(next, `more than ${this.#setting.most} ways`);
        } else {
          this.#go(next, values);
        }
      }
    }
    return { paths: this.#paths, uncovered: this.#uncovered };
  }

  #leave({ prefix, at }: Unexplored, reason: string): void {
    this.#uncovered.push({ conditions: prefix, reason, at });
  }

  #go({ prefix }: Unexplored, values: ReadonlyMap<Source, bigint>): void {
    const { record, flow } = this.#setting.call(values);
    const conditions = this.#distinguished(
      flow.conditions.filter(({ expression }) => this.#isFree(expression)),
    );
    for (const [index, { expression, holds }] of prefix.entries()) {
      const own = conditions[index];
      if (own?.expression !== expression || own.holds !== holds) {
        throw new Error(
          `a call leaves the way that it was made for, at its condition ${index + 1}`,
        );
      }
    }
    this.#paths.push({ record, flow, conditions, values });
    if (flow.refusal !== undefined) {
      const { reason, at } = flow.refusal;
      this.#uncovered.push({ conditions, reason, at });
    }
    this.#note(conditions, record, values);
  }

  /**
   * The conditions of a way, each behind those of the same kind and place that ways before it had: a target that is one
   * address is not the other ones that are known.
   */
  #distinguished(conditions: readonly PathCondition[]): PathCondition[] {
    const way: PathCondition[] = [];
    let fork: Fork | undefined = this.#root;
    for (const own of conditions) {
      while (fork?.condition !== undefined && fork.condition !== own.expression) {
        way.push({ ...own, expression: fork.condition, holds: false });
        fork = isOneOfMany(own) ? fork.sides.get(false) : undefined;
      }
      way.push(own);
      fork = fork?.sides.get(own.holds);
    }
    return way;
  }

  #isFree(expression: FlowValue): boolean {
    return [...this.#setting.language.builder.inputsOf(expression)].some(this.#setting.isFree);
  }

  /** Notes the sides of a new way's forks that no call went. */
  #note(
    conditions: readonly PathCondition[],
    { steps = [] }: CallRecord,
    values: ReadonlyMap<Source, bigint>,
  ): void {
    let fork = this.#root;
    for (const [index, { kind, expression, holds, step }] of conditions.entries()) {
      const at = steps[step]?.address;
      if (fork.condition === undefined) {
        fork.condition = expression;
        const prefix = [...conditions.slice(0, index), { expression, holds: !holds }];
        const other = { prefix, at, values };
        const known = conditions.filter((each) => each.step === step && each.kind === kind).length;
        if (kind === 'address') {
          this.#leave(other, 'an address depends on what a caller chooses');
        } else if (kind === 'target' && known > mostTargets) {
          this.#leave(other, `a branch or return goes to more than ${mostTargets} addresses`);
        } else {
          this.#rest.push(other);
        }
      }
      let side = fork.sides.get(holds);
      if (side === undefined) {
        side = { sides: new Map(), condition: undefined };
        fork.sides.set(holds, side);
      }
      fork = side;
    }
  }

  /** Values with which a call goes there: undefined where there are none, the reason where that is not known. */
  #solve({ prefix, values }: Unexplored): ReadonlyMap<Source, bigint> | string | undefined {
    const { builder } = this.#setting.language;
    const turned = prefix.at(-1);
    if (turned === undefined) {
      return values;
    }
    if (prefix.some(({ expression }) => !builder.isExact(expression))) {
      return 'a condition depends on a value that is not followed';
    }
    const sources = this.#connected(turned, prefix);
    const own = prefix.filter(({ expression }) =>
      sources.some((source) => builder.inputsOf(expression).has(source)),
    );
    for (const source of sources) {
      const valueOf = (other: Source, width: number): bigint =>
        BigInt.asUintN(width, values.get(other) ?? this.#base(other, width));
      const width = widthOfSource(source);
      const solution = solveForInput(builder, own, source, width, valueOf);
      if (solution.kind === 'value') {
        return new Map([...values, [source, solution.value]]);
      }
      if (solution.kind === 'none' && sources.length === 1) {
        return undefined;
      }
    }
    return sources.length === 1 ? 'no value is found' : 'several inputs decide together';
  }

  #base(source: Source, width: number): bigint {
    const [first] = this.#paths as [Path];
    return first.flow.base(source, width);
  }

  /** The free sources of a condition, and those that others tie to them. */
  #connected(
    { expression }: Constraint<Source>,
    prefix: readonly Constraint<Source>[],
  ): readonly Source[] {
    const { language, isFree } = this.#setting;
    const freeOf = (value: FlowValue): Source[] =>
      [...language.builder.inputsOf(value)].filter(isFree);
    const found = new Set(freeOf(expression));
    for (let before = -1; before !== found.size;) {
      before = found.size;
      for (const other of prefix.map((each) => freeOf(each.expression))) {
        if (other.some((source) => found.has(source))) {
          other.forEach((source) => found.add(source));
        }
      }
    }
    return [...found];
  }
}

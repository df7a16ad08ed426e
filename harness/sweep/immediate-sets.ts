import type { ExpressionBuilder } from '../expression/builder.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { Source } from '../flow/source.ts';
import type { Constraint } from '../solver/condition.ts';
import { widthOfSource } from '../flow/source.ts';
import { immediateCount } from './immediates.ts';

/** Of values that an array holds. */
const mostBits = 64;
const wordBits = 32;
const wordCount = immediateCount / wordBits;

/** Some of all immediates. */
export class ImmediateSet {
  /** One bit for each. */
  readonly #words: Uint32Array;

  constructor(words: Uint32Array) {
    this.#words = words;
  }

  static all(): ImmediateSet {
    return new ImmediateSet(new Uint32Array(wordCount).fill(0xffff_ffff));
  }

  static where(has: (immediate: number) => boolean): ImmediateSet {
    const words = new Uint32Array(wordCount);
    for (let immediate = 0; immediate < immediateCount; immediate += 1) {
      if (has(immediate)) {
        words[immediate >>> 5] = (words[immediate >>> 5] as number) | (1 << (immediate & 31));
      }
    }
    return new ImmediateSet(words);
  }

  has(immediate: number): boolean {
    return (((this.#words[immediate >>> 5] as number) >>> (immediate & 31)) & 1) === 1;
  }

  /** The lowest one; undefined of none. */
  first(): number | undefined {
    const index = this.#words.findIndex((word) => word !== 0);
    if (index < 0) {
      return undefined;
    }
    const some = this.#words[index] as number;
    return index * wordBits + (wordBits - 1 - Math.clz32(some & -some));
  }

  /** Leaves those that the other one has, or has not. */
  keep(other: ImmediateSet, has: boolean): void {
    const words = this.#words;
    const mask = has ? 0 : 0xffff_ffff;
    for (let index = 0; index < wordCount; index += 1) {
      words[index] = (words[index] as number) & ((other.#words[index] as number) ^ mask);
    }
  }
}

/** What the other sources of a condition are, by their width in bits. */
type Base = (source: Source, width: number) => bigint;

/** Which immediates conditions hold for. Conditions come up in many ways, so that each is looked at once. */
export class ImmediateSets {
  readonly #builder: ExpressionBuilder<Source>;
  /** By the condition, and what its other sources are. */
  readonly #known = new Map<FlowValue, Map<string, ImmediateSet>>();
  /** What a value is with each immediate; the same. */
  readonly #values = new Map<FlowValue, Map<string, BigUint64Array>>();

  /** Of values that this builder made. */
  constructor(builder: ExpressionBuilder<Source>) {
    this.#builder = builder;
  }

  /** The immediates with which all conditions are as they were. What is not followed may be so with any. */
  where(conditions: readonly Constraint<Source>[], base: Base): ImmediateSet {
    const set = ImmediateSet.all();
    for (const { expression, holds } of conditions) {
      if (this.#builder.isExact(expression)) {
        const own = this.#once(this.#known, expression, base, () => this.#make(expression, base));
        set.keep(own, holds);
      }
    }
    return set;
  }

  /** A value may be compared with hundreds of numbers. */
  #make(condition: FlowValue, base: Base): ImmediateSet {
    if (
      condition.kind === 'operation' &&
      (condition.operator === 'eq' || condition.operator === 'ult')
    ) {
      const [left, right] = condition.operands as [FlowValue, FlowValue];
      if (left.width <= mostBits) {
        const [one, other] = [this.#valuesOf(left, base), this.#valuesOf(right, base)];
        return condition.operator === 'eq'
          ? ImmediateSet.where((immediate) => one(immediate) === other(immediate))
          : ImmediateSet.where((immediate) => one(immediate) < other(immediate));
      }
    }
    return ImmediateSet.where((immediate) => this.#evaluate(condition, base, immediate) === 1n);
  }

  #valuesOf(value: FlowValue, base: Base): (immediate: number) => bigint {
    if (value.kind === 'constant') {
      return () => value.value;
    }
    const values = this.#once(this.#values, value, base, () =>
      BigUint64Array.from({ length: immediateCount }, (_, immediate) =>
        this.#evaluate(value, base, immediate),
      ),
    );
    return (immediate) => values[immediate] as bigint;
  }

  #evaluate(value: FlowValue, base: Base, immediate: number): bigint {
    const evaluate = this.#builder.evaluator((source, width) =>
      source.kind === 'immediate' ? BigInt(immediate) : base(source, width),
    );
    return evaluate(value) as bigint;
  }

  #once<Made>(
    known: Map<FlowValue, Map<string, Made>>,
    value: FlowValue,
    base: Base,
    make: () => Made,
  ): Made {
    const others = [...this.#builder.inputsOf(value)].filter(({ kind }) => kind !== 'immediate');
    const key = others.map((source) => base(source, widthOfSource(source))).join();
    const own = known.get(value) ?? new Map<string, Made>();
    const made = own.get(key) ?? make();
    known.set(value, own.set(key, made));
    return made;
  }
}

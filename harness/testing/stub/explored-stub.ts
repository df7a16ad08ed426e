import { findCaller } from '../../calls/caller.ts';
import type { Situation } from '../../calls/prober.ts';
import type { Path } from '../../flow/explore.ts';
import type { Flow } from '../../flow/flow.ts';
import { secondCall } from '../../flow/second-call.ts';
import type { Source } from '../../flow/source.ts';
import { widthOfSource } from '../../flow/source.ts';
import type { Constraint } from '../../solver/condition.ts';
import type { SmtSolver } from '../../solver/smt-solver.ts';
import type { CallerExploration } from '../../sweep/caller-exploration.ts';
import { exploreCaller } from '../../sweep/caller-exploration.ts';
import { makeCall } from '../../sweep/followed-call.ts';
import { differenceFrom } from '../../sweep/path-check.ts';
import type { OpenTable } from '../../sweep/service.ts';
import type { Random } from '../random.ts';
import { randomWord } from '../random.ts';

type Values = ReadonlyMap<Source, bigint>;

/** A stub all of whose ways were looked for, and what can be held against what was found. */
export class ExploredStub {
  readonly found: CallerExploration;
  readonly #table: OpenTable;

  private constructor(table: OpenTable, found: CallerExploration) {
    this.#table = table;
    this.found = found;
  }

  static async explore(table: OpenTable, smt: SmtSolver, caller: string): Promise<ExploredStub> {
    const situation: Situation = { caller: findCaller(caller), given: new Map() };
    return new ExploredStub(
      table,
      await exploreCaller({ ...table, smt, mostPaths: 512 }, situation),
    );
  }

  /** What is wrong with each way, in a call that goes it with as much changed as can be. */
  wrongWays(random: Random): string[] {
    return this.found.exploration.paths.flatMap((path, index) => {
      const proposals = this.#allowed(
        this.#free().map((source) => [source, anyValue(source, random)]),
      );
      const { changed } = secondCall(path.flow, proposals);
      const values = new Map([...this.#valuesOf(path), ...this.#allowed(changed)]);
      return this.#holds(path.conditions, path.flow.base, values)
        ? this.#wrong(path, values).map((text) => `way ${index}: ${text}`)
        : [];
    });
  }

  /** What is wrong with calls with so many inputs by chance. */
  wrongInputs(count: number, random: Random): string[] {
    return Array.from({ length: count }, () => this.#wrongCall(this.#inputs(random), false)).flat();
  }

  /** What is wrong with an HVC that is executed, with each immediate from 0 up to the limit, without it. */
  wrongImmediates(limit: number): string[] {
    const { exploration, language } = this.found;
    const [first] = exploration.paths;
    const values = first === undefined ? [] : [...this.#valuesOf(first)];
    return Array.from({ length: limit }, (_, number) =>
      this.#wrongCall(new Map([...values, [language.sources.immediate, BigInt(number)]]), true),
    ).flat();
  }

  /** Each call goes one way that is known, or one of which it is known that it is not; and does what that way does. */
  #wrongCall(values: Values, real: boolean): string[] {
    const { paths, uncovered } = this.found.exploration;
    const ways = paths.filter(({ conditions, flow }) => this.#holds(conditions, flow.base, values));
    const unknown = uncovered.filter(({ conditions, base }) =>
      this.#holds(conditions, base, values),
    );
    const [path] = ways;
    if (ways.length === 0 && paths.some((each) => this.#isAgainstAssumption(each, values))) {
      return [];
    }
    const wrong =
      ways.length + unknown.length !== 1
        ? [`it goes ${ways.length} known ways and ${unknown.length} unknown ones`]
        : path === undefined
          ? []
          : this.#wrong(path, values, real);
    return wrong.map((text) => `${shown(values)}: ${text}`);
  }

  #wrong(path: Path, values: Values, real = false): string[] {
    const { situation, immediate } = this.found;
    const { prober } = this.#table;
    const second = makeCall(prober, situation, immediate, values, { real });
    const difference = differenceFrom(path, values, second, prober.branches);
    return difference === undefined ? [] : [difference];
  }

  #holds(conditions: readonly Constraint<Source>[], base: Flow['base'], values: Values): boolean {
    const evaluate = this.found.language.builder.evaluator((source, width) =>
      BigInt.asUintN(width, values.get(source) ?? base(source, width)),
    );
    return conditions.every(({ expression, holds }) => evaluate(expression) === (holds ? 1n : 0n));
  }

  /** Whether nothing but what the way takes for granted keeps a call from going it. */
  #isAgainstAssumption({ conditions, assumptions, flow }: Path, values: Values): boolean {
    const assumed = new Set(assumptions.map(({ constraint }) => constraint.expression));
    const others = conditions.filter(({ expression }) => !assumed.has(expression));
    return others.length < conditions.length && this.#holds(others, flow.base, values);
  }

  #free(): Source[] {
    const { sources } = this.found.language;
    const { immediate, flags, masks } = sources;
    return [immediate, flags, masks, ...sources.all()].filter(this.found.freedom.isFree);
  }

  /** What the free sources were in the call that showed a way. */
  #valuesOf({ flow, values }: Path): Map<Source, bigint> {
    return new Map(
      this.#free().map((source) => [
        source,
        values.get(source) ?? flow.base(source, widthOfSource(source)),
      ]),
    );
  }

  /** Without those that calls may not have. */
  #allowed(values: Iterable<readonly [Source, bigint]>): Map<Source, bigint> {
    return new Map(
      [...values].filter(([source, value]) => {
        const limits = this.found.freedom.limitsOf(source) ?? [];
        return this.#holds(limits, () => 0n, new Map([[source, value]]));
      }),
    );
  }

  /** Values with which some way goes, some of them from another way, near to what they were, or anything. */
  #inputs(random: Random): Values {
    const { paths } = this.found.exploration;
    const anyPath = (): Path => paths[random(paths.length)] as Path;
    const start = this.#valuesOf(anyPath());
    const changes = [...start].flatMap(([source, value]): [Source, bigint][] => {
      const width = widthOfSource(source);
      const choices = [
        () => value ^ (1n << BigInt(random(width))),
        () => value + BigInt(random(3)) - 1n,
        () => anyValue(source, random),
        () => anyPath().flow.base(source, width),
        () => anyPath().flow.base(source, width),
      ];
      // Most of a way's values stay, so that the deepest ways are gone.
      const choice = random(4) === 0 ? choices[random(choices.length)] : undefined;
      return choice === undefined ? [] : [[source, BigInt.asUintN(width, choice())]];
    });
    return new Map([...start, ...this.#allowed(changes)]);
  }
}

function anyValue(source: Source, random: Random): bigint {
  const value = random(2) === 0 ? BigInt(random(10)) : randomWord(random);
  return BigInt.asUintN(widthOfSource(source), value);
}

function shown(values: Values): string {
  return [...values]
    .map(([source, value]) => `${nameOf(source)} = 0x${value.toString(16)}`)
    .join(', ');
}

function nameOf(source: Source): string {
  switch (source.kind) {
    case 'register':
      return source.register;
    case 'left':
      return `${source.register} after function ${source.order}`;
    case 'memory':
      return `[0x${source.address.toString(16)}]`;
    default:
      return source.kind;
  }
}

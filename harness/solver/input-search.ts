import type { ExpressionBuilder } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';
import { conditionsOf } from './condition.ts';
import { groupsOf } from './groups.ts';
import { checkWithSmt } from './smt-check.ts';
import type { SmtSolver } from './smt-solver.ts';
import { solveForInput } from './solve.ts';
import type { Values } from './values.ts';
import { opaqueReason } from './values.ts';

/** An input that may have any value of its width in bits; the preferred one where that is possible. */
export interface FreeInput<Name> {
  readonly name: Name;
  readonly width: number;
  readonly preferred: bigint;
}

/** The values of all; 'unknown' where one is. */
export function together<Name>(solutions: readonly Values<Name>[]): Values<Name> {
  const values = new Map<Name, bigint>();
  for (const solution of solutions) {
    if (solution.kind !== 'values') {
      return solution;
    }
    solution.values.forEach((value, name) => values.set(name, value));
  }
  return { kind: 'values', values };
}

/** Looks for values of inputs that decide together; each question that one input decides is answered here. */
export class InputSearch<Name> {
  readonly #builder: ExpressionBuilder<Name>;
  readonly #inputs: readonly FreeInput<Name>[];
  readonly #solver: SmtSolver;
  readonly #widths: ReadonlyMap<Name, number>;

  constructor(
    builder: ExpressionBuilder<Name>,
    inputs: readonly FreeInput<Name>[],
    solver: SmtSolver,
  ) {
    this.#builder = builder;
    this.#inputs = inputs;
    this.#solver = solver;
    this.#widths = new Map(inputs.map(({ name, width }) => [name, width]));
  }

  /** Some values with which all conditions hold. */
  async possible(conditions: readonly Expression<Name>[]): Promise<Values<Name>> {
    const groups = groupsOf(this.#builder, conditions);
    const solutions: Values<Name>[] = [];
    for (const group of groups.toSorted((left, right) => left.names.size - right.names.size)) {
      const solution = await this.#possibleOfGroup(group.conditions, [...group.names]);
      if (solution.kind === 'none') {
        return solution;
      }
      solutions.push(solution);
    }
    return together(solutions);
  }

  /** The values that `solveForInputs` describes, of the inputs in the conditions. */
  async canonical(conditions: readonly Expression<Name>[]): Promise<Values<Name>> {
    const some = await this.possible(conditions);
    if (some.kind !== 'values') {
      return some;
    }
    const values = new Map<Name, bigint>();
    let open = conditions;
    let model = some.values;
    for (const input of this.#inputs) {
      if (!open.some((condition) => this.#builder.inputsOf(condition).has(input.name))) {
        continue;
      }
      const next = await this.#settled(open, input, model);
      if (next.kind !== 'values') {
        return next;
      }
      model = next.values;
      const value = model.get(input.name) ?? 0n;
      values.set(input.name, value);
      open = this.#with(open, input, value);
    }
    return { kind: 'values', values };
  }

  /** Values with which all conditions hold and one input has what it shall have. */
  async #settled(
    conditions: readonly Expression<Name>[],
    input: FreeInput<Name>,
    model: ReadonlyMap<Name, bigint>,
  ): Promise<Values<Name>> {
    const { name, width } = input;
    const preferred = BigInt.asUintN(width, input.preferred);
    if (model.get(name) === preferred) {
      return { kind: 'values', values: model };
    }
    const rest = await this.possible(this.#with(conditions, input, preferred));
    switch (rest.kind) {
      case 'unknown':
        return rest;
      case 'values':
        return { kind: 'values', values: new Map([...rest.values, [name, preferred]]) };
      case 'none':
        return this.#smallest(conditions, input, model);
    }
  }

  /** Halves the values that may be the smallest, from a value that is possible. */
  async #smallest(
    conditions: readonly Expression<Name>[],
    { name, width }: FreeInput<Name>,
    known: ReadonlyMap<Name, bigint>,
  ): Promise<Values<Name>> {
    const builder = this.#builder;
    const input = builder.input(name, width);
    const own = this.#solveForOne(conditions, name, known);
    const isAlone = conditions.every((condition) => builder.inputsOf(condition).size <= 1);
    let model = known;
    let best = known.get(name) ?? 0n;
    if (own.kind === 'value' && (isAlone || own.value < best)) {
      best = own.value;
      model = new Map([...known, [name, best]]);
    }
    if (own.kind === 'value' && isAlone) {
      return { kind: 'values', values: model };
    }
    let lowest = 0n;
    for (let limit = best; lowest < best; limit = lowest + (best - lowest + 1n) / 2n) {
      const isBelow = builder.compare('ult', input, builder.constant(limit, width));
      const below = await this.possible([...conditions, isBelow]);
      switch (below.kind) {
        case 'unknown':
          return below;
        case 'none':
          lowest = limit;
          break;
        case 'values':
          model = below.values;
          best = model.get(name) ?? 0n;
      }
    }
    return { kind: 'values', values: model };
  }

  async #possibleOfGroup(
    conditions: readonly Expression<Name>[],
    names: readonly Name[],
  ): Promise<Values<Name>> {
    const [name] = names;
    if (name === undefined) {
      return this.#withoutInput(conditions);
    }
    if (names.length === 1) {
      const own = this.#solveForOne(conditions, name, new Map());
      if (own.kind === 'value') {
        return { kind: 'values', values: new Map([[name, own.value]]) };
      }
      if (own.kind === 'none') {
        return own;
      }
    }
    return checkWithSmt(this.#builder, conditions, this.#solver);
  }

  #withoutInput(conditions: readonly Expression<Name>[]): Values<Name> {
    if (conditions.some((part) => part.kind === 'constant' && part.value === 0n)) {
      return { kind: 'none' };
    }
    return conditions.every(({ kind }) => kind === 'constant')
      ? { kind: 'values', values: new Map() }
      : { kind: 'unknown', reason: opaqueReason };
  }

  #solveForOne(
    conditions: readonly Expression<Name>[],
    name: Name,
    others: ReadonlyMap<Name, bigint>,
  ): ReturnType<typeof solveForInput> {
    const constraints = conditions.map((expression) => ({ expression, holds: true }));
    const width = this.#widths.get(name) ?? 0;
    return solveForInput(
      this.#builder,
      constraints,
      name,
      width,
      (other) => others.get(other) ?? 0n,
    );
  }

  /** The conditions where an input has a value; those that hold then drop out. */
  #with(
    conditions: readonly Expression<Name>[],
    input: FreeInput<Name>,
    value: bigint,
  ): readonly Expression<Name>[] {
    const builder = this.#builder;
    const replaced = conditions.map((expression) => ({
      expression: builder.substitute(expression, (name, width) =>
        name === input.name ? builder.constant(value, width) : builder.input(name, width),
      ),
      holds: true,
    }));
    return conditionsOf(builder, replaced).filter(
      (part) => part.kind !== 'constant' || part.value === 0n,
    );
  }
}

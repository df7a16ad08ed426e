import { evaluatorOf } from './evaluator.ts';
import type { Constant, Expression, Input, Opaque, Operation } from './expression.ts';
import type { Operator } from './operator.ts';
import type { KnownBits } from './simplification/known-bits.ts';
import { knownOfConstant, knownOfOperation, nothingKnown } from './simplification/known-bits.ts';
import type { BinaryOperator, Maker } from './simplification/maker.ts';
import { OperationTable } from './operation-table.ts';
import { constantOf } from './simplification/other-rules.ts';
import { rules } from './simplification/rules.ts';
import { isNegativeSum } from './simplification/true-sign.ts';
import type { Step } from './substitution.ts';
import { stepsTo } from './substitution.ts';
import { foldUp, operandsOf } from './walk.ts';
import { requireWidths } from './widths.ts';

/**
 * Makes expressions: each one once, so that equal ones are the same object, and in their simplest form (see
 * `simplification/maker.ts`). Names of inputs are compared by identity. Operands that something else made are made again here.
 */
export class ExpressionBuilder<Name> implements Maker<Name> {
  /** Numbers from 0 up, as they were made. */
  readonly #orders = new Map<Expression<Name>, number>();
  /** By those numbers. */
  readonly #depths: number[] = [];
  readonly #exact: boolean[] = [];
  readonly #constants = new Map<number, Map<bigint, Constant>>();
  readonly #inputs = new Map<Name, Input<Name>>();
  readonly #made = new OperationTable<Expression<Name>>();
  readonly #opaque = new Map<string, Expression<Name>>();
  readonly #knownBits = new Map<Expression<Name>, KnownBits>();
  readonly #inputsOf = new Map<Expression<Name>, ReadonlySet<Name>>();

  /** The value modulo 2^width. */
  constant(value: bigint | number, width: number): Constant {
    const cut = BigInt.asUintN(width, typeof value === 'bigint' ? value : BigInt(value));
    let ofWidth = this.#constants.get(width);
    if (ofWidth === undefined) {
      ofWidth = new Map();
      this.#constants.set(width, ofWidth);
    }
    let known = ofWidth.get(cut);
    if (known === undefined) {
      known = { kind: 'constant', width, value: cut };
      ofWidth.set(cut, known);
      this.#add(known, 0, true);
    }
    return known;
  }

  /** Throws a RangeError where that input has another width already. */
  input(name: Name, width: number): Expression<Name> {
    let known = this.#inputs.get(name);
    if (known === undefined) {
      known = { kind: 'input', width, name };
      this.#inputs.set(name, known);
      this.#add(known, 0, true);
    }
    if (known.width !== width) {
      throw new RangeError(`an input of ${known.width} bits asked for with ${width}`);
    }
    return known;
  }

  /** The same function of the same operands has the same value. */
  opaque(name: string, operands: readonly Expression<Name>[], width: number): Expression<Name> {
    const own = operands.map((operand) => this.#own(operand));
    const key = `${width} ${this.#ordersOf(own).join(' ')} ${name}`;
    let known = this.#opaque.get(key);
    if (known === undefined) {
      known = { kind: 'opaque', width, function: name, operands: own };
      this.#opaque.set(key, known);
      this.#add(known, this.#depthOver(own), false);
    }
    return known;
  }

  /** Throws a RangeError for widths that the operator does not have. */
  operation(
    operator: Operator,
    operands: readonly Expression<Name>[],
    width: number,
    parameter = 0,
  ): Expression<Name> {
    const orders = this.#ordersOf(operands);
    const known = this.#made.get(operator, width, parameter, orders);
    if (known !== undefined) {
      return known;
    }
    requireWidths(operator, operands, width, parameter);
    const own = operands.every((operand) => this.#orders.has(operand))
      ? operands
      : operands.map((operand) => this.#own(operand));
    const plain: Operation<Name> = { kind: 'operation', width, operator, operands: own, parameter };
    const simple = constantOf(this, plain) ?? rules[operator](this, plain);
    if (simple === undefined) {
      return this.node(operator, own, width, parameter);
    }
    this.#made.set(operator, width, parameter, orders, simple);
    return simple;
  }

  /** The operation as it is, for the rules of simplification. */
  node(
    operator: Operator,
    operands: readonly Expression<Name>[],
    width: number,
    parameter = 0,
  ): Expression<Name> {
    const orders = this.#ordersOf(operands);
    let known = this.#made.get(operator, width, parameter, orders);
    if (known === undefined) {
      known = { kind: 'operation', width, operator, operands, parameter };
      this.#made.set(operator, width, parameter, orders, known);
      const isExact = operands.every((operand) => this.isExact(operand));
      this.#add(known, this.#depthOver(operands), isExact);
    }
    return known;
  }

  binary(
    operator: BinaryOperator,
    left: Expression<Name>,
    right: Expression<Name>,
  ): Expression<Name> {
    return this.operation(operator, [left, right], left.width);
  }

  unary(operator: 'not' | 'neg' | 'clz' | 'rbit', operand: Expression<Name>): Expression<Name> {
    return this.operation(operator, [operand], operand.width);
  }

  /** 1 bit. */
  compare(
    operator: 'eq' | 'ult' | 'slt',
    left: Expression<Name>,
    right: Expression<Name>,
  ): Expression<Name> {
    return this.operation(operator, [left, right], 1);
  }

  /** `yes` where the 1-bit condition is 1. */
  ite(condition: Expression<Name>, yes: Expression<Name>, no: Expression<Name>): Expression<Name> {
    return this.operation('ite', [condition, yes, no], yes.width);
  }

  /** `width` bits from bit `low` up. */
  extract(operand: Expression<Name>, low: number, width: number): Expression<Name> {
    return low === 0 && width === operand.width
      ? this.#own(operand)
      : this.operation('extract', [operand], width, low);
  }

  /** `high` above `low`. */
  concat(high: Expression<Name>, low: Expression<Name>): Expression<Name> {
    return this.operation('concat', [high, low], high.width + low.width);
  }

  extend(
    operator: 'zero-extend' | 'sign-extend',
    operand: Expression<Name>,
    width: number,
  ): Expression<Name> {
    return width === operand.width
      ? this.#own(operand)
      : this.operation(operator, [operand], width);
  }

  /** CRC-32 of data of 8, 16, 32 or 64 bits, added to an accumulator of 32; `polynomial` with its bits reversed. */
  crc32(
    accumulator: Expression<Name>,
    data: Expression<Name>,
    polynomial: number,
  ): Expression<Name> {
    return this.operation('crc32', [accumulator, data], 32, polynomial);
  }

  /**
   * An expression from elsewhere made here, each input replaced by what `replace` gives for it, of the input's width; a
   * RangeError for another width. How an expression is made is kept, for as long as somebody else has the expression.
   */
  substitute<Other>(
    expression: Expression<Other>,
    replace: (name: Other, width: number) => Expression<Name>,
  ): Expression<Name> {
    return this.#follow(stepsTo(expression), replace);
  }

  #follow<Other>(
    steps: readonly Step<Other>[],
    replace: (name: Other, width: number) => Expression<Name>,
  ): Expression<Name> {
    const built: Expression<Name>[] = [];
    for (const step of steps) {
      built.push(this.#step(step, built, replace));
    }
    return built[built.length - 1] as Expression<Name>;
  }

  #step<Other>(
    step: Step<Other>,
    built: readonly Expression<Name>[],
    replace: (name: Other, width: number) => Expression<Name>,
  ): Expression<Name> {
    const at = (index: number): Expression<Name> => built[index] as Expression<Name>;
    switch (step.kind) {
      case 'constant':
        return this.constant(step.value, step.width);
      case 'input': {
        const other = replace(step.name, step.width);
        if (other.width !== step.width) {
          throw new RangeError(`an input of ${step.width} bits replaced by ${other.width}`);
        }
        return this.#own(other);
      }
      case 'operation':
        return this.operation(step.operator, step.operands.map(at), step.width, step.parameter);
      case 'opaque':
        return this.opaque(step.function, step.operands.map(at), step.width);
      case 'overflow': {
        const result = at(step.result);
        const isNegative = isNegativeSum(this, at(step.left), at(step.right), at(step.carry));
        // V is set where the sign is not that of the sum without overflow.
        return isNegative === undefined
          ? this.#follow(step.plain, replace)
          : this.binary('xor', this.extract(result, result.width - 1, 1), isNegative);
      }
    }
  }

  /** The names of the inputs that it depends on. */
  inputsOf(expression: Expression<Name>): ReadonlySet<Name> {
    return foldUp(this.#own(expression), this.#inputsOf, (part, namesOf) =>
      part.kind === 'input' ? new Set([part.name]) : union(operandsOf(part).map(namesOf)),
    );
  }

  /** Whether all of it can be calculated from the values of its inputs. */
  isExact(expression: Expression<Name>): boolean {
    return this.#exact[this.order(expression)] as boolean;
  }

  knownBits(expression: Expression<Name>): KnownBits {
    return foldUp(expression, this.#knownBits, (part, knownOf) => {
      switch (part.kind) {
        case 'constant':
          return knownOfConstant(part.value, part.width);
        case 'input':
        case 'opaque':
          return nothingKnown;
        case 'operation':
          return knownOfOperation(part, part.operands.map(knownOf));
      }
    });
  }

  order(expression: Expression<Name>): number {
    return this.#orders.get(expression) ?? (this.#orders.get(this.#own(expression)) as number);
  }

  depth(expression: Expression<Name>): number {
    return this.#depths[this.order(expression)] as number;
  }

  /**
   * Gives the values of expressions for one value of each input, which is asked once; bits above an input's width are
   * dropped. undefined for what depends on an opaque value for which `opaqueValue` has none.
   */
  evaluator(
    valueOf: (name: Name, width: number) => bigint,
    opaqueValue: (opaque: Opaque<Name>) => bigint | undefined = () => undefined,
  ): (expression: Expression<Name>) => bigint | undefined {
    const valueIn = evaluatorOf(valueOf, opaqueValue);
    return (expression) => valueIn(this.#own(expression));
  }

  /** The same expression, made here. */
  #own(expression: Expression<Name>): Expression<Name> {
    return this.#orders.has(expression)
      ? expression
      : this.substitute(expression, (name, width) => this.input(name, width));
  }

  #ordersOf(operands: readonly Expression<Name>[]): readonly number[] {
    return operands.map((operand) => this.order(operand));
  }

  #depthOver(operands: readonly Expression<Name>[]): number {
    return operands.reduce((depth, operand) => Math.max(depth, this.depth(operand) + 1), 0);
  }

  #add(expression: Expression<Name>, depth: number, isExact: boolean): void {
    this.#orders.set(expression, this.#orders.size);
    this.#depths.push(depth);
    this.#exact.push(isExact);
  }
}

/** The union: one of the sets where it has all names, so that long chains share it. */
function union<Name>(sets: readonly ReadonlySet<Name>[]): ReadonlySet<Name> {
  let all: ReadonlySet<Name> = new Set();
  for (const set of sets) {
    const [more, fewer] = set.size > all.size ? [set, all] : [all, set];
    all = more;
    for (const name of fewer) {
      if (!more.has(name)) {
        all = new Set([...more, ...fewer]);
        break;
      }
    }
  }
  return all;
}

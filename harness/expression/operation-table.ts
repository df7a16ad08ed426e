import type { Operator } from './operator.ts';

/** Below 2^5. */
const operatorNumbers: Readonly<Record<Operator, number>> = {
  add: 0,
  sub: 1,
  mul: 2,
  udiv: 3,
  sdiv: 4,
  and: 5,
  or: 6,
  xor: 7,
  not: 8,
  neg: 9,
  shl: 10,
  lshr: 11,
  ashr: 12,
  ror: 13,
  eq: 14,
  ult: 15,
  slt: 16,
  ite: 17,
  extract: 18,
  concat: 19,
  'zero-extend': 20,
  'sign-extend': 21,
  clz: 22,
  rbit: 23,
  crc32: 24,
};
const operatorCount = 32;

/** Widths below this and parameters of 32 bits fit into the 53 bits of an exact number, besides the operator. */
const widthCount = 2 ** 16;

/** Two numbers below this do. */
const orderCount = 2 ** 26;

type Key = number | string;

/** Numbers are found several times faster than texts. */
function keyOf(orders: readonly number[]): Key {
  const [first = 0, second = 0] = orders;
  switch (orders.length) {
    case 1:
      return first;
    case 2:
      return first < orderCount && second < orderCount
        ? first * orderCount + second
        : orders.join(' ');
    default:
      return orders.join(' ');
  }
}

/** Values by operations: by the operator, the width of the result, the parameter and the numbers of the operands. */
export class OperationTable<Value> {
  readonly #tables = new Map<Key, Map<Key, Value>>();

  get(
    operator: Operator,
    width: number,
    parameter: number,
    orders: readonly number[],
  ): Value | undefined {
    return this.#tableOf(operator, width, parameter).get(keyOf(orders));
  }

  set(
    operator: Operator,
    width: number,
    parameter: number,
    orders: readonly number[],
    value: Value,
  ): void {
    this.#tableOf(operator, width, parameter).set(keyOf(orders), value);
  }

  #tableOf(operator: Operator, width: number, parameter: number): Map<Key, Value> {
    const key =
      width < widthCount
        ? (parameter * widthCount + width) * operatorCount + operatorNumbers[operator]
        : `${operator} ${width} ${parameter}`;
    let table = this.#tables.get(key);
    if (table === undefined) {
      table = new Map();
      this.#tables.set(key, table);
    }
    return table;
  }
}

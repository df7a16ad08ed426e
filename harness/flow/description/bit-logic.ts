import type { Expression, Operation } from '../../expression/expression.ts';
import { foldUp } from '../../expression/walk.ts';
import type { Diagram, Diagrams } from './diagram.ts';
import { all, none } from './diagram.ts';

/** What each bit of a value is, the lowest first: the set of the values of the input with which it is 1. */
type Bits = readonly Diagram[];

/** An operator that is not taken apart: a division, or a CRC. */
class NotTakenApart extends Error {}

/**
 * Takes expressions apart into their bits. Values that are asked for with the same `BitLogic` share what they have in
 * common; all inputs are bits of one bit vector.
 */
export class BitLogic<Name> {
  readonly #diagrams: Diagrams;
  readonly #bitOf: (name: Name, bit: number) => number;
  readonly #known = new Map<Expression<Name>, Bits>();

  /** `bitOf` gives the place of an input's bit in the bit vector. */
  constructor(diagrams: Diagrams, bitOf: (name: Name, bit: number) => number) {
    this.#diagrams = diagrams;
    this.#bitOf = bitOf;
  }

  /** The values with which an expression of 1 bit is 1; undefined where that is too much, or not known. */
  setOf(expression: Expression<Name>): Diagram | undefined {
    try {
      return this.#diagrams.limited(
        () => foldUp(expression, this.#known, (part, bitsOf) => this.#bits(part, bitsOf))[0],
      );
    } catch (error) {
      if (error instanceof NotTakenApart) {
        return undefined;
      }
      throw error;
    }
  }

  #bits(part: Expression<Name>, bitsOf: (operand: Expression<Name>) => Bits): Bits {
    switch (part.kind) {
      case 'constant':
        return constantBits(part.value, part.width);
      case 'input':
        return Array.from({ length: part.width }, (_, bit) =>
          this.#diagrams.bit(this.#bitOf(part.name, bit)),
        );
      case 'opaque':
        throw new NotTakenApart();
      case 'operation':
        return this.#operationBits(part, part.operands.map(bitsOf));
    }
  }

  #operationBits({ operator, width, parameter }: Operation<Name>, operands: readonly Bits[]): Bits {
    const diagrams = this.#diagrams;
    const [a = [], b = [], c = []] = operands;
    switch (operator) {
      case 'add':
        return this.#sum(a, b, none);
      case 'sub':
        return this.#sum(a, this.#inverted(b), all);
      case 'neg':
        return this.#sum(this.#inverted(a), constantBits(0n, width), all);
      case 'mul':
        return this.#product(a, b);
      case 'and':
      case 'or':
      case 'xor':
        return a.map((bit, index) => diagrams[operator](bit, at(b, index)));
      case 'not':
        return this.#inverted(a);
      case 'eq':
        // From the lowest bit up: each step puts one bit on top.
        return [
          a.reduce(
            (isEqual, bit, index) => diagrams.and(this.#isSame(bit, at(b, index)), isEqual),
            all as Diagram,
          ),
        ];
      case 'ult':
        return [this.#isBelow(a, b)];
      case 'slt':
        return [this.#isBelow(this.#signTurned(a), this.#signTurned(b))];
      case 'ite':
        return b.map((bit, index) => diagrams.choice(at(a, 0), bit, at(c, index)));
      case 'extract':
        return a.slice(parameter, parameter + width);
      case 'concat':
        return [...b, ...a];
      case 'zero-extend':
        return [...a, ...constantBits(0n, width - a.length)];
      case 'sign-extend':
        return [...a, ...Array.from({ length: width - a.length }, () => at(a, a.length - 1))];
      case 'shl':
      case 'lshr':
      case 'ashr':
      case 'ror':
        return this.#shifted(operator, a, b);
      case 'rbit':
        return a.toReversed();
      case 'clz':
        return a.reduce<Bits>(
          (count, bit, index) =>
            this.#choice(bit, constantBits(BigInt(width - 1 - index), width), count),
          constantBits(BigInt(width), width),
        );
      case 'udiv':
      case 'sdiv':
      case 'crc32':
        throw new NotTakenApart();
    }
  }

  #isSame(a: Diagram, b: Diagram): Diagram {
    return isKnown(b)
      ? b === all
        ? a
        : this.#diagrams.not(a)
      : this.#diagrams.not(this.#diagrams.xor(a, b));
  }

  #inverted(bits: Bits): Bits {
    return bits.map((bit) => this.#diagrams.not(bit));
  }

  #choice(condition: Diagram, yes: Bits, no: Bits): Bits {
    return yes.map((bit, index) => this.#diagrams.choice(condition, bit, at(no, index)));
  }

  #sum(a: Bits, b: Bits, carryIn: Diagram): Bits {
    const diagrams = this.#diagrams;
    let carry = carryIn;
    return a.map((left, index) => {
      const right = at(b, index);
      const differ = diagrams.xor(left, right);
      const sum = diagrams.xor(differ, carry);
      carry = diagrams.or(diagrams.and(left, right), diagrams.and(differ, carry));
      return sum;
    });
  }

  #product(a: Bits, b: Bits): Bits {
    const [by, factor] = a.every(isKnown) ? [a, b] : [b, a];
    return by.reduce<Bits>(
      (sum, bit, index) => {
        const shifted = moved(factor, index, none).map((each) => this.#diagrams.and(each, bit));
        return bit === none ? sum : this.#sum(sum, shifted, none);
      },
      constantBits(0n, a.length),
    );
  }

  #isBelow(a: Bits, b: Bits): Diagram {
    const diagrams = this.#diagrams;
    return a.reduce<Diagram>((below, left, index) => {
      const right = at(b, index);
      return diagrams.choice(diagrams.xor(left, right), right, below);
    }, none);
  }

  #signTurned(bits: Bits): Bits {
    const sign = bits.length - 1;
    return bits.with(sign, this.#diagrams.not(at(bits, sign)));
  }

  #shifted(operator: 'shl' | 'lshr' | 'ashr' | 'ror', value: Bits, amount: Bits): Bits {
    const width = value.length;
    if (operator === 'ror' && (width & (width - 1)) !== 0) {
      // The amount is taken modulo the width.
      throw new NotTakenApart();
    }
    const fill = operator === 'ashr' ? at(value, width - 1) : none;
    return amount.reduce((shifted, bit, index) => {
      // 2^index, or all where that is more.
      const by = index < 31 ? Math.min(2 ** index, width) : width;
      if (operator === 'ror') {
        return by === width ? shifted : this.#choice(bit, rotated(shifted, by), shifted);
      }
      const next = moved(shifted, operator === 'shl' ? by : -by, fill);
      return this.#choice(bit, next, shifted);
    }, value);
  }
}

const at = (bits: Bits, index: number): Diagram => bits[index] ?? none;

const isKnown = (bit: Diagram): boolean => bit.kind !== 'decision';

function constantBits(value: bigint, width: number): Bits {
  return Array.from({ length: width }, (_, bit) =>
    ((value >> BigInt(bit)) & 1n) === 1n ? all : none,
  );
}

/** Up by so many bits, or down where it is negative. */
function moved(bits: Bits, by: number, fill: Diagram): Bits {
  return bits.map((_, index) => bits[index - by] ?? fill);
}

/** Down by so many bits; what falls out comes in at the top. */
function rotated(bits: Bits, by: number): Bits {
  return [...bits.slice(by), ...bits.slice(0, by)];
}

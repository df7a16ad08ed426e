import type { MemoryWrite } from './machine.ts';

const initialCapacity = 256;

function copyInto<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Every store of a run, in order, in typed arrays: a store of the hot path makes no object. */
export class Journal {
  length = 0;
  #addresses = new Float64Array(initialCapacity);
  #sizes = new Uint8Array(initialCapacity);
  #before = new BigUint64Array(initialCapacity);
  #after = new BigUint64Array(initialCapacity);
  #stackPointers = new BigUint64Array(initialCapacity);
  /** Of the stores whose address was translated to another one, by index: mostly none. */
  readonly #virtual = new Map<number, bigint>();
  /** Stores before this index have a stack pointer. */
  #annotated = 0;

  /** `address` is where memory is mapped, `virtual` where the program has it, if that is not the same. */
  add(address: number, size: number, before: bigint, after: bigint, virtual?: bigint): void {
    if (this.length === this.#sizes.length) {
      this.#grow();
    }
    const index = this.length;
    this.#addresses[index] = address;
    this.#sizes[index] = size;
    this.#before[index] = before;
    this.#after[index] = size === 8 ? after : BigInt.asUintN(size * 8, after);
    this.length = index + 1;
    if (virtual !== undefined) {
      this.#virtual.set(index, virtual);
    }
  }

  address(index: number): number {
    return this.#addresses[index] as number;
  }

  size(index: number): number {
    return this.#sizes[index] as number;
  }

  before(index: number): bigint {
    return this.#before[index] as bigint;
  }

  /** Says with which SP the stores since the last call were made. */
  annotate(sp: bigint): void {
    this.#stackPointers.fill(sp, this.#annotated, this.length);
    this.#annotated = this.length;
  }

  truncate(length: number): void {
    this.length = length;
    for (const index of this.#virtual.keys()) {
      if (index >= length) {
        this.#virtual.delete(index);
      }
    }
    this.#annotated = Math.min(this.#annotated, length);
  }

  /** The stores from `from` on, appended to `out`. */
  expand(out: MemoryWrite[], from = 0): void {
    for (let index = from; index < this.length; index += 1) {
      const virtual = this.#virtual.get(index);
      const write = {
        address: BigInt(this.address(index)),
        size: this.size(index),
        before: this.before(index),
        after: this.#after[index] as bigint,
        ...(virtual === undefined ? {} : { virtual }),
      };
      out.push(index < this.#annotated ? { ...write, sp: this.#stackPointers[index] } : write);
    }
  }

  #grow(): void {
    const capacity = this.#sizes.length * 2;
    this.#addresses = copyInto(this.#addresses, new Float64Array(capacity));
    this.#sizes = copyInto(this.#sizes, new Uint8Array(capacity));
    this.#before = copyInto(this.#before, new BigUint64Array(capacity));
    this.#after = copyInto(this.#after, new BigUint64Array(capacity));
    this.#stackPointers = copyInto(this.#stackPointers, new BigUint64Array(capacity));
  }
}

import koffi from 'koffi';

/**
 * Native memory that the engine and JavaScript share: a bump allocator, freed as a whole. It is zeroed as it comes, by
 * calloc: pages that nobody touches cost nothing.
 */
export class Arena {
  readonly #allocation: unknown;
  readonly #bytes: ArrayBuffer;
  readonly #base: number;
  #used = 0;

  /** `size` in bytes. */
  constructor(size: number) {
    this.#allocation = koffi.alloc('uint8_t', size);
    this.#bytes = koffi.view(this.#allocation, size);
    this.#base = Number(koffi.address(this.#allocation));
  }

  /** Zeroed bytes at a multiple of `alignment`, a power of two. Throws a RangeError when the arena is full. */
  bytes(size: number, alignment = 16): { readonly view: Uint8Array; readonly address: number } {
    const address = Math.ceil((this.#base + this.#used) / alignment) * alignment;
    const offset = address - this.#base;
    if (offset + size > this.#bytes.byteLength) {
      throw new RangeError('the arena is full');
    }
    this.#used = offset + size;
    return { view: new Uint8Array(this.#bytes, offset, size), address };
  }

  /** Zeroed 64-bit words. */
  words(count: number): { readonly view: BigUint64Array; readonly address: number } {
    const { view, address } = this.bytes(count * 8);
    return { view: new BigUint64Array(view.buffer, view.byteOffset, count), address };
  }

  /** The views must not be used any more. */
  free(): void {
    koffi.free(this.#allocation);
  }
}

/** The bytes end before the value does, or the value is more than it can be. */
export class DwarfError extends Error {
  override readonly name = 'DwarfError';
}

const decoder = new TextDecoder();

/** Reads DWARF's encodings (DWARF 5, section 7) one after the other, and never beyond the end. */
export class DwarfCursor {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  offset: number;
  readonly end: number;

  constructor(bytes: Uint8Array, offset: number, end: number) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
    this.end = Math.min(end, bytes.length);
  }

  get done(): boolean {
    return this.offset >= this.end;
  }

  /** Where the next `length` bytes begin; moves behind them. */
  skip(length: number): number {
    const at = this.offset;
    if (length < 0 || at + length > this.end) {
      throw new DwarfError('the data ends too early');
    }
    this.offset = at + length;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.skip(1));
  }

  s8(): number {
    return this.#view.getInt8(this.skip(1));
  }

  u16(): number {
    return this.#view.getUint16(this.skip(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.skip(8), true);
  }

  /** An offset of the 32-bit or 64-bit format. */
  offsetValue(wide: boolean): number {
    return wide ? this.#small(this.u64()) : this.u32();
  }

  uleb(): number {
    return this.#small(this.#leb().value);
  }

  sleb(): number {
    const { value, bits } = this.#leb();
    return Number(BigInt.asIntN(bits, value));
  }

  string(): string {
    const end = this.bytes.indexOf(0, this.offset);
    if (end === -1 || end >= this.end) {
      throw new DwarfError('a string has no end');
    }
    const text = decoder.decode(this.bytes.subarray(this.offset, end));
    this.offset = end + 1;
    return text;
  }

  #leb(): { value: bigint; bits: number } {
    let value = 0n;
    for (let bits = 0; bits < 70; bits += 7) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << BigInt(bits);
      if (byte < 0x80) {
        return { value, bits: bits + 7 };
      }
    }
    throw new DwarfError('a LEB128 number has more than 64 bits');
  }

  #small(value: bigint): number {
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new DwarfError('a number is too large');
    }
    return Number(value);
  }
}

import { instructionBytes, instructionIn } from '../architecture/a64/word.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import type { MemoryMark, MemoryRegion } from './machine.ts';
import { Journal } from './journal.ts';
import { ScannedCode } from './scanned-code.ts';

export const pageSize = 0x1000;

/** A mapped region. Addresses are numbers: they stay below 2^44. */
export interface MappedRegion {
  readonly name: string;
  readonly address: number;
  readonly end: number;
  readonly readOnly: boolean;
  readonly bytes: Uint8Array;
  readonly data: DataView;
  /** Where the same memory was mapped first. */
  readonly origin: number;
}

/** Bytes of code. */
export interface CodeRange {
  readonly address: number;
  readonly size: number;
}

/** What changed since one mark, up to the next. */
interface Layer {
  /** The contents at the mark of pages that were ever written since, by address. */
  readonly saved: Map<number, Uint8Array>;
  /** The pages that differ now. */
  readonly dirty: Set<number>;
  code: CodeRange[];
}

/** Physical memory, which an engine and the machine share; knows how to put back what was written. */
export class Memory {
  /** The stores of the current run. */
  readonly journal = new Journal();
  readonly code = new ScannedCode();
  readonly #allocate: (size: number) => Uint8Array;
  readonly #limit: number;
  readonly #regions: MappedRegion[] = [];
  /** One for each mark, the oldest first. */
  readonly #layers: Layer[] = [];
  #last: MappedRegion | undefined;

  /**
   * `allocate` gives bytes that the engine can access: zeros, as many as it is asked for. Nothing is mapped from the
   * address `limit` on.
   */
  constructor(allocate: (size: number) => Uint8Array, limit: number) {
    this.#allocate = allocate;
    this.#limit = limit;
  }

  /** Throws a RangeError for an overlap or a bad size. */
  map(region: MemoryRegion): MappedRegion {
    const address = Number(region.address);
    const { name, size } = region;
    const where = `region '${name}' at 0x${region.address.toString(16)}`;
    if (!(size > 0) || size % pageSize !== 0 || address % pageSize !== 0) {
      throw new RangeError(
        `${where}: expected a multiple of 4 KiB, found 0x${size.toString(16)} bytes`,
      );
    }
    if (address + size > this.#limit) {
      throw new RangeError(`${where} reaches beyond 0x${this.#limit.toString(16)}`);
    }
    const other = this.#regions.find((each) => each.address < address + size && address < each.end);
    if (other !== undefined) {
      throw new RangeError(`${where} overlaps region '${other.name}'`);
    }
    const place = { name, address, end: address + size, readOnly: region.readOnly ?? false };
    const mapped = { ...this.#backing(region, where), ...place };
    this.#regions.push(mapped);
    return mapped;
  }

  /** New memory for a region, or that of the region that it mirrors. */
  #backing(
    { address, size, mirrors }: MemoryRegion,
    where: string,
  ): Pick<MappedRegion, 'bytes' | 'data' | 'origin'> {
    if (mirrors !== undefined) {
      const mirrored = this.#regions.find((each) => each.address === Number(mirrors));
      if (mirrored?.bytes.length !== size) {
        throw new RangeError(`${where} mirrors no region of its size`);
      }
      return mirrored;
    }
    const bytes = this.#allocate(size);
    const data = new DataView(bytes.buffer, bytes.byteOffset, size);
    return { bytes, data, origin: Number(address) };
  }

  /** The region with all of these bytes; undefined where not all are mapped as one. */
  regionOf(address: number, size: number): MappedRegion | undefined {
    const last = this.#last;
    if (last !== undefined && address >= last.address && address + size <= last.end) {
      return last;
    }
    for (const region of this.#regions) {
      if (address >= region.address && address + size <= region.end) {
        this.#last = region;
        return region;
      }
    }
    return undefined;
  }

  /** The instruction at a multiple of 4; undefined where nothing is mapped. */
  fetch(address: number): InstructionWord | undefined {
    const region = this.regionOf(address, instructionBytes);
    return region && instructionIn(region.data, address - region.address);
  }

  /** A value of 1, 2, 4 or 8 bytes, unsigned. */
  static value(region: MappedRegion, address: number, size: number): bigint {
    const offset = address - region.address;
    switch (size) {
      case 1:
        return BigInt(region.data.getUint8(offset));
      case 2:
        return BigInt(region.data.getUint16(offset, true));
      case 4:
        return BigInt(region.data.getUint32(offset, true));
      default:
        return region.data.getBigUint64(offset, true);
    }
  }

  /** A value of 1 to 16 bytes, unsigned. 0 where nothing is mapped. */
  valueAt(address: number, size: number): bigint {
    const region = this.regionOf(address, size);
    if (region === undefined) {
      return 0n;
    }
    if (size <= 8) {
      return Memory.value(region, address, size);
    }
    return (Memory.value(region, address + 8, size - 8) << 64n) | Memory.value(region, address, 8);
  }

  /** Where the memory at an address was mapped first; the address itself where nothing is mapped. */
  physical(address: number, size: number): bigint {
    const region = this.regionOf(address, size);
    return BigInt(region === undefined ? address : address - region.address + region.origin);
  }

  /** Notes a store that the engine is about to do; `virtual` is as in `Journal.add`. */
  record(
    region: MappedRegion,
    address: number,
    size: number,
    after: bigint,
    virtual?: bigint,
  ): void {
    this.#keep(region, address, size);
    this.journal.add(address, size, Memory.value(region, address, size), after, virtual);
  }

  /** Stores 8 bytes for the running program. */
  store(
    region: MappedRegion,
    address: number,
    size: number,
    value: bigint,
    virtual?: bigint,
  ): void {
    this.record(region, address, size, value, virtual);
    for (let byte = 0; byte < size; byte += 1) {
      region.bytes[address - region.address + byte] = Number((value >> BigInt(8 * byte)) & 0xffn);
    }
  }

  /** Stores from outside. Throws a RangeError where nothing is mapped. */
  write(address: number, bytes: Uint8Array): void {
    const region = this.#require(address, bytes.length);
    this.#keep(region, address, bytes.length);
    region.bytes.set(bytes, address - region.address);
  }

  /** A copy. Throws a RangeError where nothing is mapped. */
  read(address: number, size: number): Uint8Array {
    const region = this.#require(address, size);
    return region.bytes.slice(address - region.address, address - region.address + size);
  }

  /** Undoes the stores of the current run, but for the first `length`. */
  undo(length: number): void {
    const { journal } = this;
    for (let index = journal.length - 1; index >= length; index -= 1) {
      const address = journal.address(index);
      const size = journal.size(index);
      const region = this.regionOf(address, size);
      if (region === undefined) {
        continue;
      }
      const offset = address - region.address;
      const value = journal.before(index);
      if (size === 8) {
        region.data.setBigUint64(offset, value, true);
      } else if (size === 4) {
        region.data.setUint32(offset, Number(value), true);
      } else if (size === 2) {
        region.data.setUint16(offset, Number(value), true);
      } else {
        region.data.setUint8(offset, Number(value));
      }
    }
    journal.truncate(length);
  }

  /** Whether every byte is as it was when the journal had `length` stores. */
  isAsAt(length: number): boolean {
    const { journal } = this;
    const first = new Map<number, bigint>();
    for (let index = length; index < journal.length; index += 1) {
      const before = journal.before(index);
      for (let byte = 0; byte < journal.size(index); byte += 1) {
        const address = journal.address(index) + byte;
        if (!first.has(address)) {
          first.set(address, (before >> BigInt(byte * 8)) & 0xffn);
        }
      }
    }
    for (const [address, before] of first) {
      const region = this.regionOf(address, 1);
      if (region !== undefined && Memory.value(region, address, 1) !== before) {
        return false;
      }
    }
    return true;
  }

  mark(): MemoryMark {
    this.#layers.push({ saved: new Map(), dirty: new Set(), code: [] });
    return this.#layers.length as MemoryMark;
  }

  /**
   * Puts every page back as it was at the mark. Returns the code that changed by it. Throws a RangeError for a mark
   * that was forgotten.
   */
  rewind(mark: MemoryMark): readonly CodeRange[] {
    if (this.#layers[mark - 1] === undefined) {
      throw new RangeError(`no mark ${mark}`);
    }
    const changed: CodeRange[] = [];
    for (let index = this.#layers.length - 1; index >= mark - 1; index -= 1) {
      const layer = this.#layers[index] as Layer;
      if (layer.dirty.size === 0) {
        continue;
      }
      for (const page of layer.dirty) {
        this.#restore(page, layer.saved);
      }
      layer.dirty.clear();
      changed.push(...layer.code);
      layer.code = [];
    }
    this.#layers.length = mark;
    return changed;
  }

  /** Remembers that code was written, for `rewind` to report. */
  noteCode(range: CodeRange): void {
    this.#layers.at(-1)?.code.push(range);
  }

  #restore(page: number, saved: ReadonlyMap<number, Uint8Array>): void {
    const region = this.regionOf(page, pageSize);
    const bytes = saved.get(page);
    if (region !== undefined && bytes !== undefined) {
      region.bytes.set(bytes, page - region.address);
    }
  }

  #keep(region: MappedRegion, address: number, size: number): void {
    const layer = this.#layers.at(-1);
    if (layer === undefined) {
      return;
    }
    // A page that two regions show is one page.
    const start = address - region.address + region.origin;
    const end = start + size;
    for (let page = start - (start % pageSize); page < end; page += pageSize) {
      if (layer.dirty.has(page)) {
        continue;
      }
      layer.dirty.add(page);
      if (!layer.saved.has(page)) {
        const offset = page - region.origin;
        layer.saved.set(page, region.bytes.slice(offset, offset + pageSize));
      }
    }
  }

  #require(address: number, size: number): MappedRegion {
    const region = this.regionOf(address, size);
    if (region === undefined) {
      throw new RangeError(`nothing is mapped at 0x${address.toString(16)}, ${size} bytes`);
    }
    return region;
  }
}

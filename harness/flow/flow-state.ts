import type { Location } from '../architecture/a64/form.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { ExpressionBuilder } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';
import type { Place } from './location.ts';
import { placeOf } from './location.ts';
import type { Source, Sources } from './source.ts';

export type FlowValue = Expression<Source>;

/** A value, and the step that made it; copies keep the step. -1 for what was there before the call. */
export interface Cell {
  readonly value: FlowValue;
  readonly writer: number;
}

export const beforeTheCall = -1;

const wordWidth = 64;
const byteWidth = 8;

/** The bits of PSTATE that are followed, N to V and D to F; the others are numbers. */
export const flagsLow = 28;
export const masksLow = 6;
/** Bits of each. */
export const parts = { flags: 4, masks: 4 } as const;

/** A value with other bits from `low` up. */
export function withBits(
  builder: ExpressionBuilder<Source>,
  whole: FlowValue,
  low: number,
  bits: FlowValue,
): FlowValue {
  const high = low + bits.width;
  const pieces = [
    ...(high < whole.width ? [builder.extract(whole, high, whole.width - high)] : []),
    bits,
    ...(low > 0 ? [builder.extract(whole, 0, low)] : []),
  ];
  return pieces.reduce((above, below) => builder.concat(above, below));
}

/** All registers and all memory at one point of a call, as expressions over its sources. */
export class FlowState {
  readonly #builder: ExpressionBuilder<Source>;
  readonly #sources: Sources;
  readonly #registers: Map<RegisterName, Cell>;
  readonly #internal: Map<Location, FlowValue>;
  readonly #memory: Map<bigint, Cell>;

  constructor(
    builder: ExpressionBuilder<Source>,
    sources: Sources,
    from?: {
      registers: Map<RegisterName, Cell>;
      internal: Map<Location, FlowValue>;
      memory: Map<bigint, Cell>;
    },
  ) {
    this.#builder = builder;
    this.#sources = sources;
    this.#registers = from?.registers ?? new Map();
    this.#internal = from?.internal ?? new Map();
    this.#memory = from?.memory ?? new Map();
  }

  /** The registers as they are now; later changes do not show in it. Memory is the same. */
  snapshot(): FlowState {
    return new FlowState(this.#builder, this.#sources, {
      registers: new Map(this.#registers),
      internal: new Map(this.#internal),
      memory: this.#memory,
    });
  }

  /** PSTATE before the call: its flags and masks are sources. */
  setPstate(pstate: bigint): void {
    const flags = this.#builder.input(this.#sources.flags, parts.flags);
    const masks = this.#builder.input(this.#sources.masks, parts.masks);
    this.write('pstate', this.pstate(pstate, flags, masks), beforeTheCall);
  }

  /** PSTATE with these flags and masks of 4 bits each, the rest as in a number. */
  pstate(rest: bigint, flags: FlowValue, masks: FlowValue): FlowValue {
    const b = this.#builder;
    const constant = (low: number, width: number): FlowValue =>
      b.constant(rest >> BigInt(low), width);
    return [
      constant(32, 32),
      flags,
      constant(masksLow + parts.masks, flagsLow - masksLow - parts.masks),
      masks,
      constant(0, masksLow),
    ].reduce((high, low) => b.concat(high, low));
  }

  cell(register: RegisterName): Cell {
    let cell = this.#registers.get(register);
    if (cell === undefined) {
      const width = widthOf(register);
      const value = this.#builder.input(this.#sources.register(register), width);
      cell = { value, writer: beforeTheCall };
      this.#registers.set(register, cell);
    }
    return cell;
  }

  /** The registers of which something was read or written. */
  written(): RegisterName[] {
    return [...this.#registers.keys()];
  }

  register(register: RegisterName): FlowValue {
    return this.cell(register).value;
  }

  /** Bits of PSTATE. */
  bits(low: number, width: number): FlowValue {
    return this.#builder.extract(this.register('pstate'), low, width);
  }

  write(register: RegisterName, value: FlowValue, writer: number): void {
    this.#registers.set(register, { value, writer });
  }

  /** What an instruction reads. `sp` is the stack pointer in use, `pc` the instruction's address. */
  read(location: Location, sp: RegisterName, pc: bigint): FlowValue {
    const place = placeOf(location);
    switch (place.kind) {
      case 'register':
        return this.register(place.register);
      case 'stack-pointer':
        return this.register(sp);
      case 'pc':
        return this.#builder.constant(pc, wordWidth);
      case 'pstate':
        return this.#view(place);
      case 'internal':
      case 'unknown':
        return this.#internal.get(location) ?? this.#builder.opaque(location, [], 1);
    }
  }

  /** A view of PSTATE: one flag, or a register that shows some of its bits. */
  #view({ low, width, shift }: Extract<Place, { kind: 'pstate' }>): FlowValue {
    const b = this.#builder;
    const value = this.bits(low, width);
    if (width === 1 && shift === 0 && low >= flagsLow) {
      return value;
    }
    const shifted = shift === 0 ? value : b.concat(value, b.constant(0, shift));
    return b.extend('zero-extend', shifted, wordWidth);
  }

  /** What an instruction writes. `sp` is the stack pointer in use after it. */
  writeLocation(location: Location, value: FlowValue, sp: RegisterName, writer: number): void {
    const place = placeOf(location);
    switch (place.kind) {
      case 'register':
        this.write(place.register, value, writer);
        return;
      case 'stack-pointer':
        this.write(sp, value, writer);
        return;
      case 'pstate':
        this.#setBits(place, value, writer);
        return;
      case 'internal':
        this.#internal.set(location, value);
        return;
      case 'pc':
      case 'unknown':
    }
  }

  #setBits(
    { low, width, shift }: Extract<Place, { kind: 'pstate' }>,
    value: FlowValue,
    writer: number,
  ): void {
    const bits = this.#builder.extract(value, shift, width);
    this.write('pstate', withBits(this.#builder, this.register('pstate'), low, bits), writer);
  }

  /** Bytes of memory, the lowest address in the lowest bits. */
  load(address: bigint, size: number, isFixed: boolean, value: bigint): FlowValue {
    const b = this.#builder;
    let whole: FlowValue | undefined;
    for (let index = 0; index < size; index += 1) {
      const at = address + BigInt(index);
      const cell = this.#byte(at, isFixed, value >> BigInt(byteWidth * index));
      whole = whole === undefined ? cell.value : b.concat(cell.value, whole);
    }
    return whole as FlowValue;
  }

  #byte(address: bigint, isFixed: boolean, value: bigint): Cell {
    let cell = this.#memory.get(address);
    if (cell === undefined) {
      const b = this.#builder;
      cell = {
        value: isFixed
          ? b.constant(value, byteWidth)
          : b.input(this.#sources.memory(address), byteWidth),
        writer: beforeTheCall,
      };
      this.#memory.set(address, cell);
    }
    return cell;
  }

  store(address: bigint, value: FlowValue, writer: number): void {
    const size = value.width / byteWidth;
    for (let index = 0; index < size; index += 1) {
      const byte = this.#builder.extract(value, index * byteWidth, byteWidth);
      this.#memory.set(address + BigInt(index), { value: byte, writer });
    }
  }

  /** A byte as it is now; undefined where the call neither loaded nor stored it. */
  byte(address: bigint): Cell | undefined {
    return this.#memory.get(address);
  }
}

/** Bits. */
export function widthOf(register: RegisterName): number {
  return registerInfo(register).words * wordWidth;
}

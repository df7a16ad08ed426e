import { evaluate } from '../abi/evaluate.ts';
import type { Expression, MemoryCell } from '../abi/expression.ts';
import { cellSize } from '../abi/region.ts';
import { lostToNested } from '../architecture/exception-registers.ts';
import type { ChangedBits } from '../architecture/call-changes.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { implementedBits } from '../architecture/system-register-rows.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Machine, MemoryWrite, Observation, StepWrite } from '../machine/machine.ts';
import type { Act, ActNames, Deed, Left, MisplacedStore, ReadCell } from './act.ts';
import { inputOf } from './act.ts';
import { littleEndian, littleEndianBytes } from '../collections/little-endian.ts';
import { storedBytes } from './lasting-stores.ts';
import { cellSentinel, sentinel } from './sentinel.ts';

/** Data Abort from EL2 itself, a translation fault on a store (Arm ARM, ESR_EL2). */
const abortSyndrome = 0x9600_0045n;
const instructionMask = ~3n;
const wordMask = 0xffff_ffff_ffff_ffffn;

export interface ActorSetting {
  readonly machine: Machine;
  /** Whether all these bytes, by their physical address, are memory for data: no code, and nothing that only the harness has. */
  readonly isData: (physical: bigint, size: number) => boolean;
  /** For the sentinels. */
  readonly seed: number;
}

/** A call in whose middle something is done. */
interface ActPlace {
  /** What was seen of it up to there; the stores are added. */
  readonly out: Observation;
  readonly names: ActNames;
  readonly left: Left | undefined;
}

/** A word of a state, the bits of it that change, and what they become; undefined: the other way round than they are. */
type ScrambledWord = readonly [word: number, bits: bigint, value: bigint | undefined];

/** Does what stands in for code that is not there, to the registers and the memory of a machine between two probes. */
export class Actor {
  readonly #setting: ActorSetting;
  readonly #scramblings = new Map<ChangedBits, readonly ScrambledWord[]>();

  constructor(setting: ActorSetting) {
    this.#setting = setting;
  }

  /** Turns the state at the entry of what acts into that at its return, PC left out. Throws what `names` throws. */
  act(act: Act, state: State, { out, names, left }: ActPlace): Deed {
    const { changed, behaviour } = act;
    const { returns, stores, changes, isInterrupted } = behaviour;
    const isPlain = returns.size === 0 && stores.length === 0 && changes.length === 0;
    const entered = isPlain ? state : state.clone();
    const cells = new Map<MemoryCell, ReadCell>();
    const value = (expression: Expression, place: Place): bigint =>
      evaluate(expression, {
        register: (register, when) => (when === 'before' ? out.before : entered).get(register),
        input: (name) => out.before.get(inputOf(names, name)),
        symbol: (name, how) => names.symbol(name, how, place),
        region: (name) => names.region(name, place).address,
        cell: (cell) => {
          const address = value(cell.address, place);
          const at = this.#placeOf(entered, address, cell.size, 'load') ?? address;
          const read = { address: at, value: this.#before(at, cell.size, out.writes) };
          cells.set(cell, read);
          return read.value;
        },
      });
    scramble(state, this.#scramblingOf(changed));
    leave(state, changed, left?.registers);
    if (isInterrupted) {
      this.#interrupt(state);
    }
    const deed = { act, names, changed: [] as StepWrite[], stores: [] as StepWrite[] };
    for (const { value: name, place } of changes) {
      deed.changed.push(...this.#change(name, place, names, left?.bytes));
    }
    out.writes.push(...deed.changed);
    let misplaced: MisplacedStore | undefined;
    for (const store of stores) {
      const address = value(store.address, store.place);
      const write = this.#store(address, store.size, value(store.value, store.place), entered);
      if (write === undefined) {
        misplaced = { store, address };
        break;
      }
      deed.stores.push(write);
      out.writes.push(write);
    }
    for (const [register, { value: expression, place }] of returns) {
      state.set(register, value(expression, place));
    }
    return { ...deed, misplaced, cells };
  }

  /** What an exception to EL2 leaves that was taken, and returned from, on the way. */
  #interrupt(state: State): void {
    for (const register of lostToNested) {
      state.set(register, this.#overwritten(register, state));
    }
  }

  #overwritten(register: RegisterName, state: State): bigint {
    const before = state.get(register);
    switch (register) {
      case 'spsr_el2':
        return state.get('pstate');
      case 'esr_el2':
        return before === abortSyndrome ? abortSyndrome ^ 1n : abortSyndrome;
      default: {
        const value = sentinel(register, this.#setting.seed, 2);
        return value & instructionMask & implementedBits(registerInfo(register), state.processor);
      }
    }
  }

  /** Other bytes in all of a region but for the addresses of others, which lie where they lie. */
  #change(
    name: string,
    place: Place,
    names: ActNames,
    left: ReadonlyMap<bigint, number> = new Map(),
  ): StepWrite[] {
    const { machine, seed } = this.#setting;
    const { address: low, size, pointers } = names.region(name, place);
    const writes: StepWrite[] = [];
    for (let offset = 0; offset < size; offset += cellSize) {
      const other = littleEndianBytes(cellSentinel(`${name} left`, offset, seed), cellSize);
      // A region's last cell may be a part of one.
      const pieces = pointers.has(offset)
        ? []
        : piecesOf(offset, Math.min(size, offset + cellSize));
      for (const { from, width } of pieces) {
        const address = low + BigInt(from);
        const physical = machine.physical(address, width);
        const bytes = other.subarray(from - offset, from - offset + width);
        const chosen = bytes.map((byte, index) => left.get(physical + BigInt(index)) ?? byte);
        writes.push(this.#write(address, physical, chosen));
      }
    }
    return writes;
  }

  /** Undefined where no data can be. */
  #store(address: bigint, size: number, value: bigint, state: State): StepWrite | undefined {
    const { machine, isData } = this.#setting;
    const place = this.#placeOf(state, address, size, 'store');
    if (place === undefined || !machine.isMapped(place, size)) {
      return undefined;
    }
    const physical = machine.physical(place, size);
    if (!isData(physical, size)) {
      return undefined;
    }
    const write = this.#write(place, physical, littleEndianBytes(value, size));
    return place === address ? write : { ...write, virtual: address };
  }

  /**
   * Where in memory an address of a state is: a physical one, as that of a region, or else one that the state translates.
   * Undefined where it is neither. Throws an HcallError where it is both, and not the same.
   */
  #placeOf(
    state: State,
    address: bigint,
    size: number,
    access: 'load' | 'store',
  ): bigint | undefined {
    const { machine } = this.#setting;
    const place = machine.locate(state, address, access);
    const last = machine.locate(state, BigInt.asUintN(64, address + BigInt(size - 1)), access);
    const isWhole = place !== undefined && last === place + BigInt(size - 1);
    if (!machine.isMapped(address, size)) {
      return isWhole ? place : undefined;
    }
    if (place !== undefined && place !== address) {
      throw problem(
        'unmodelled-translation',
        `a stand-in accesses 0x${address.toString(16)}, which is memory, and translated to 0x${place.toString(16)}`,
      );
    }
    return address;
  }

  #write(address: bigint, physical: bigint, bytes: Uint8Array): StepWrite {
    const { machine } = this.#setting;
    const size = bytes.length;
    const before = littleEndian(machine.read(address, size));
    machine.write({ address, bytes, execute: false });
    return { address, physical, size, before, after: littleEndian(bytes), isStandIn: true };
  }

  /** What memory held before the stores; 0 where none is. */
  #before(address: bigint, size: number, writes: readonly MemoryWrite[]): bigint {
    const { machine } = this.#setting;
    if (!machine.isMapped(address, size)) {
      return 0n;
    }
    const stored = storedBytes(writes);
    const bytes = machine.read(address, size);
    return littleEndian(
      bytes.map((byte, index) => stored.get(address + BigInt(index))?.before ?? byte),
    );
  }

  #scramblingOf(changed: ChangedBits): readonly ScrambledWord[] {
    let known = this.#scramblings.get(changed);
    if (known === undefined) {
      known = scrambledWords(changed, this.#setting.seed);
      this.#scramblings.set(changed, known);
    }
    return known;
  }
}

/** Of every register the low word is a sentinel; the high one of a vector register has all its bits turned. */
function scrambledWords(changed: ChangedBits, seed: number): readonly ScrambledWord[] {
  return [...changed].flatMap(([register, bits]): ScrambledWord[] => {
    const { word, words } = registerInfo(register);
    const low = sentinel(register, seed, 2);
    switch (register) {
      case 'pstate':
        return [[word, bits, undefined]];
      case 'fpsr':
        // So few bits that a sentinel could be what the caller has: the other way round than those.
        return [[word, bits, ~sentinel(register, seed, 0)]];
      default: {
        const whole = [low, ~low].slice(0, words);
        return whole.flatMap((value, index): ScrambledWord[] => {
          const own = BigInt.asUintN(64, bits >> BigInt(64 * index));
          return own === 0n ? [] : [[word + index, own, value]];
        });
      }
    }
  });
}

function scramble({ words }: State, scrambled: readonly ScrambledWord[]): void {
  for (const [word, bits, value] of scrambled) {
    const before = words[word] as bigint;
    words[word] =
      bits === wordMask && value !== undefined
        ? value
        : (before & ~bits) | ((value ?? ~before) & bits);
  }
}

function leave(state: State, changed: ChangedBits, registers: Left['registers'] = new Map()): void {
  for (const [register, value] of registers) {
    const bits = changed.get(register) ?? 0n;
    state.set(register, (state.get(register) & ~bits) | (value & bits));
  }
}

/** Widths of stores, from one offset up to another in the same 8 bytes. */
function piecesOf(from: number, to: number): { readonly from: number; readonly width: number }[] {
  const pieces: { from: number; width: number }[] = [];
  for (let at = from; at < to; at += pieces.at(-1)?.width ?? 0) {
    const width = [8, 4, 2, 1].find((each) => at + each <= to) ?? 1;
    pieces.push({ from: at, width });
  }
  return pieces;
}

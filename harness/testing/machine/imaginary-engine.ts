import { accessAddress } from '../../architecture/a64/access-address.ts';
import { decode } from '../../architecture/a64/decode.ts';
import type { Decoded } from '../../architecture/a64/decode.ts';
import type { Location, Meaning, MemoryShape, Value } from '../../architecture/a64/form.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { ExceptionCause } from '../../architecture/exception-cause.ts';
import { faultStatus, isPhysical, untranslatedFault } from '../../architecture/fault-status.ts';
import { currentLevel } from '../../architecture/pstate.ts';
import { cortexA72 } from '../../architecture/processor-model.ts';
import { registers } from '../../architecture/registers.ts';
import { secureConfiguration } from '../../architecture/secure-configuration.ts';
import { createState } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import { hcrBits } from '../../architecture/control-bits.ts';
import { heldBits } from '../../architecture/system-register-rows.ts';
import { checksAlignment } from '../../architecture/traps.ts';
import { evaluate } from '../../expression/evaluate.ts';
import { piecesOf } from '../../machine/access-window.ts';
import type { AccessWindow } from '../../machine/access-window.ts';
import type { Attention } from '../../machine/attention.ts';
import type { Engine, Read } from '../../machine/engine.ts';
import { Memory } from '../../machine/memory.ts';
import { isAccessible } from './accessible.ts';
import { read, write } from './located-values.ts';
import { withMonitor } from './monitor.ts';

/** Where nothing is mapped: as libunicorn's engine has it, so that both take the same regions. */
const memoryEnd = 0xfff_fff9_f000;

const held: Engine['held'] = new Map(
  registers
    .map((info) => [info.name, heldBits(info, cortexA72)] as const)
    .filter(([, bits]) => bits !== 0n),
);

interface Watch {
  readonly attention: Attention;
  readonly begin: number;
  readonly last: number;
}

/**
 * An engine without libunicorn, for tests: it does what the table of forms says that an instruction means. It knows base A64 as
 * far as its meanings are exact, and physical memory alone. Throws an Error for anything else.
 */
export class ImaginaryEngine implements Engine {
  readonly held = held;
  readonly live = createState();
  readonly memory = new Memory((size) => new Uint8Array(size), memoryEnd);
  reads: Read[] = [];
  /** How often it was closed. */
  closed = 0;
  readonly #watches = new Map<number, Watch>();
  #lastHandle = 0;
  /** Of the instruction that it executes. */
  #window: AccessWindow | undefined;
  /** What the exclusive monitor watches, and what was there; undefined where it is open. */
  #monitor: { readonly address: bigint; readonly size: number; readonly value: bigint } | undefined;

  resetState(): State {
    const state = createState();
    state.set('scr_el3', secureConfiguration(cortexA72));
    state.set('hcr_el2', hcrBits.rw);
    return state;
  }

  map(): void {
    // Its accesses are those of `memory`.
  }

  watch(attention: Attention, begin: number, last: number): number {
    this.#lastHandle += 1;
    this.#watches.set(this.#lastHandle, { attention, begin, last });
    return this.#lastHandle;
  }

  unwatch(handle: number): void {
    this.#watches.delete(handle);
  }

  forgetCode(): void {
    // It makes nothing of code but what is there.
  }

  stretch(budget: number): number | undefined {
    for (let count = 0; count <= budget; count += 1) {
      const pc = Number(this.live.get('pc'));
      if (count > 0 && this.#isAttendedTo(pc)) {
        return count;
      }
      const { journal, code } = this.memory;
      const from = journal.length;
      const word = pc % 4 === 0 ? this.memory.fetch(pc) : undefined;
      if (count === budget || word === undefined || this.step(word) !== undefined) {
        return undefined;
      }
      for (let index = from; index < journal.length; index += 1) {
        if (code.overlaps(journal.address(index), journal.size(index))) {
          return undefined;
        }
      }
    }
    return undefined;
  }

  step(word: InstructionWord, window?: AccessWindow): ExceptionCause | undefined {
    const { live } = this;
    const pc = live.get('pc');
    this.reads = [];
    this.#window = window;
    if (window === undefined && this.memory.fetch(Number(pc)) === undefined) {
      return { kind: 'instruction-abort', address: pc, status: untranslatedFault(pc) };
    }
    const instruction = decode(word);
    if (instruction === undefined || !this.#exists(instruction)) {
      return { kind: 'undefined' };
    }
    return this.#execute(instruction, pc);
  }

  clearMonitor(): void {
    this.#monitor = undefined;
  }

  close(): void {
    this.closed += 1;
  }

  /** Whether the processor has it, at this level. */
  #exists({ form, meaning }: Decoded): boolean {
    const { control, system } = meaning;
    const isUndefined = control?.kind === 'exception';
    const accessible = system === undefined || isAccessible(system, this.live);
    return form.feature === undefined && !isUndefined && accessible;
  }

  /** All values are calculated before the first is written. */
  #execute({ form, meaning }: Decoded, pc: bigint): ExceptionCause | undefined {
    const { memory: shape, control, condition } = meaning;
    const isAccess = shape !== undefined && !form.hint;
    const address = isAccess ? this.#value(accessAddress(shape), []) : 0n;
    const abort = isAccess ? this.#abort(shape, address) : undefined;
    if (abort !== undefined) {
      return abort;
    }
    const passes = shape !== undefined && this.#passes(shape, address);
    const loads = isAccess && shape.kind !== 'store' ? this.#load(shape, address) : [];
    const value = (of: Value): bigint => this.#value(withMonitor(of, passes), loads);
    const holds = condition === undefined || value(condition) === 1n;
    const writes = meaning.writes
      .filter(({ location }) => location !== 'monitor')
      .map((each) => [each.location, value(each.value)] as const);
    const stored = isAccess && (holds || !shape.exclusive) ? (meaning.stored ?? []) : [];
    const bytes = stored.reduceRight((sum, each) => (sum << BigInt(each.width)) | value(each), 0n);
    const isTaken = control?.kind === 'branch' && holds;
    const next = isTaken ? value(control.target) : BigInt.asUintN(64, pc + 4n);
    const accesses = isAccess ? this.#accesses(shape, address) : [];
    if (stored.length > 0) {
      this.#store(accesses, bytes);
    }
    this.#setMonitor(meaning, address);
    for (const [location, written] of writes) {
      write(this.live, location, written);
    }
    this.live.set('pc', next);
    this.reads = loads.length > 0 ? accesses : [];
    return undefined;
  }

  #value(value: Value, loads: readonly bigint[]): bigint {
    return evaluate(value, (name: Location) => {
      const load = /^load(\d+)$/.exec(name);
      return load === null ? read(this.live, name) : (loads[Number(load[1])] ?? 0n);
    });
  }

  #abort(shape: MemoryShape, address: bigint): ExceptionCause | undefined {
    const { live } = this;
    const { kind, size, count, atomic, exclusive } = shape;
    const isStore = kind !== 'load';
    const data = (at: bigint, status: number): ExceptionCause => ({
      kind: 'data-abort',
      address: at,
      status,
      write: isStore,
    });
    const unit = atomic ? size * count : size;
    const checks = exclusive || this.#window === undefined;
    const misaligned = checks && address % BigInt(unit) !== 0n;
    // Without SCTLR_ELx.A the address size fault comes first.
    if (misaligned && (exclusive || isPhysical(address) || checksAlignment(live))) {
      return data(address, faultStatus.alignment);
    }
    if (exclusive && isStore && !this.#passes(shape, address)) {
      return undefined;
    }
    if (this.#window !== undefined) {
      return piecesOf(this.#window, address, 1) === undefined ? this.#window.fault : undefined;
    }
    for (const at of elementsOf(address, size, count)) {
      const region = this.memory.regionOf(Number(at), size);
      if (region === undefined || (isStore && region.readOnly)) {
        return data(at, region === undefined ? untranslatedFault(at) : faultStatus.external);
      }
    }
    return undefined;
  }

  #load({ size, count }: MemoryShape, address: bigint): bigint[] {
    return elementsOf(address, size, count).map((at) => this.#bytes(at, size));
  }

  #store(accesses: readonly Read[], value: bigint): void {
    let rest = value;
    for (const { address, place, size } of accesses) {
      const region = this.memory.regionOf(place, size);
      const bytes = Uint8Array.from({ length: size }, (_, byte) =>
        Number((rest >> BigInt(byte * 8)) & 0xffn),
      );
      if (region !== undefined) {
        const virtual = address === BigInt(place) ? undefined : address;
        this.memory.record(region, place, size, BigInt.asUintN(size * 8, rest), virtual);
        region.bytes.set(bytes, place - region.address);
      }
      rest >>= BigInt(size * 8);
    }
  }

  #setMonitor({ writes, memory }: Meaning, address: bigint): void {
    const monitor = writes.find(({ location }) => location === 'monitor');
    if (monitor === undefined) {
      return;
    }
    this.#monitor = undefined;
    if (monitor.value.kind === 'opaque' && memory !== undefined) {
      const size = memory.size * memory.count;
      this.#monitor = { address, size, value: this.#bytes(address, size) };
    }
  }

  /** As libunicorn has it: the same bytes, and nothing changed them. */
  #passes({ size, count }: MemoryShape, address: bigint): boolean {
    const monitor = this.#monitor;
    const isSame = monitor?.address === address && monitor.size === size * count;
    return isSame && this.#bytes(address, monitor.size) === monitor.value;
  }

  #bytes(address: bigint, size: number): bigint {
    return (piecesOf(this.#window, address, size) ?? [])
      .flatMap((piece) => [...this.memory.read(piece.place, piece.size)])
      .reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }

  /** What memory sees of it: an atomic one as a whole, others by element; no more than 8 bytes at once. */
  #accesses({ size, count, atomic }: MemoryShape, address: bigint): Read[] {
    const whole = size * count;
    const unit = Math.min(atomic ? whole : size, 8);
    return elementsOf(address, unit, whole / unit).flatMap((at) =>
      (piecesOf(this.#window, at, unit) ?? []).map(({ place, offset, size: bytes }) => ({
        address: at + BigInt(offset),
        place,
        size: bytes,
      })),
    );
  }

  /** Whether a stretch ends before it. */
  #isAttendedTo(pc: number): boolean {
    const canTrap = currentLevel(this.live) < 2;
    return [...this.#watches.values()].some(({ attention, begin, last }) => {
      const stops = attention === 'stop' || attention === 'attend';
      return (stops || (attention === 'trace' && canTrap)) && begin <= pc && pc <= last;
    });
  }
}

function elementsOf(address: bigint, size: number, count: number): bigint[] {
  return Array.from({ length: count }, (_, index) =>
    BigInt.asUintN(64, address + BigInt(index * size)),
  );
}

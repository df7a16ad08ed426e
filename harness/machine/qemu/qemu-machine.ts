import { cortexA72 } from '../../architecture/processor-model.ts';
import { branchToSelf } from '../../architecture/a64/instructions.ts';
import { instructionsOf } from '../../architecture/a64/word.ts';
import { applyEntry, takeException } from '../../architecture/exception.ts';
import { decodeInstruction } from '../../architecture/instruction.ts';
import type { Instruction } from '../../architecture/instruction.ts';
import { modes, pstateBits } from '../../architecture/pstate.ts';
import { registers } from '../../architecture/registers.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { implementedBits } from '../../architecture/system-register-rows.ts';
import { changingBytes, createState } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import { isTranslated } from '../../architecture/traps.ts';
import type { SecondMachine } from '../checked-machine.ts';
import type { DeviationName } from '../deviations.ts';
import type { MemoryContent, MemoryMark, MemoryRegion, Observation, Probe } from '../machine.ts';
import { newObservation } from '../machine.ts';
import type { MappedRegion } from '../memory.ts';
import { Memory, pageSize } from '../memory.ts';
import { agent, tableOf, tablePointer } from './agent.ts';
import { coreWords } from './debug-port.ts';
import type { CoreRegisters } from './debug-port.ts';
import { answers, hasRam } from './emulator.ts';
import type { Emulator } from './emulator.ts';
import { EmulatorRegisters, pcWord, putCore } from './emulator-registers.ts';
import type { Watched } from './qemu-run.ts';
import { longestLoop, QemuRun } from './qemu-run.ts';
import { refuse } from './refusals.ts';

/** All that a machine maps lies below. */
const memoryLimit = 2 ** 44;
const el3h = 0x3cd;

/** Kinds of instructions that a probe may end at, or that the rules of its end need to know of. */
const watchedKinds: ReadonlySet<Instruction['kind']> = new Set([
  'eret',
  'wfi',
  'wfe',
  'smc',
  'sev',
  'sevl',
]);

/**
 * A machine on a full-system emulator, QEMU's Cortex-A72: exceptions, traps and returns are the emulator's own, which makes it a
 * judge of the rules of the other machine. How a probe ends is found by breakpoints; it cannot be stepped, and of its stores the
 * difference that they make is seen, in words of 8 bytes.
 */
export class QemuMachine implements SecondMachine {
  readonly observable: ReadonlySet<RegisterName>;
  readonly #running: () => Emulator;
  readonly #registers: EmulatorRegisters;
  readonly #memory = new Memory((size) => new Uint8Array(size), memoryLimit);
  readonly #mapped: MappedRegion[] = [];
  readonly #agent = agent();
  /** Instructions to stop at, by address: of what code was placed. */
  readonly #watched = new Map<number, Watched>();
  #deviations: ReadonlySet<DeviationName> = new Set();

  /** `running`: the emulator, which serves one machine after the other, and is not closed with any. */
  constructor(running: () => Emulator) {
    this.#running = running;
    this.#registers = new EmulatorRegisters(running().numbers);
    this.observable = this.#registers.held;
  }

  /** Where the last probe was helped to go as the architecture says. */
  get deviations(): ReadonlySet<DeviationName> {
    return this.#deviations;
  }

  answers(address: bigint): boolean {
    return answers(address);
  }

  holds(address: bigint, bytes: Uint8Array): boolean {
    const region = this.#memory.regionOf(Number(address), bytes.length);
    if (region === undefined) {
      return false;
    }
    const offset = Number(address) - region.address;
    return Buffer.compare(region.bytes.subarray(offset, offset + bytes.length), bytes) === 0;
  }

  circle(out: Observation, to: State): void {
    const state = out.after.clone();
    const { port } = this.#running();
    for (let count = 0; count < longestLoop; count += 1) {
      if (changingBytes(state).equals(changingBytes(to))) {
        this.#registers.read(port, state, port.core());
        out.after.copyFrom(state);
        this.#fetch();
        return;
      }
      port.step();
      putCore(state, port.core());
    }
  }

  resetState(): State {
    const emulator = this.#running();
    const { port } = emulator;
    const state = createState();
    emulator.reset();
    this.#registers.read(port, state, port.core());
    state.set('pc', 0n);
    state.set('pstate', modes.el2h | pstateBits.d | pstateBits.a | pstateBits.i | pstateBits.f);
    return state;
  }

  map(regions: readonly MemoryRegion[]): void {
    this.#mapped.push(...regions.map((region) => this.#memory.map(region)));
  }

  write({ address, bytes, execute }: MemoryContent): void {
    const at = Number(address);
    this.#memory.write(at, bytes);
    if (execute) {
      this.#watch(at, bytes);
    }
  }

  read(address: bigint, size: number): Uint8Array {
    return this.#memory.read(Number(address), size);
  }

  isMapped(address: bigint, size: number): boolean {
    return this.#memory.regionOf(Number(address), size) !== undefined;
  }

  physical(address: bigint, size: number): bigint {
    return this.#memory.physical(Number(address), size);
  }

  locate(state: State, address: bigint): bigint {
    return isTranslated(state) ? refuse('virtual-addresses') : address;
  }

  mark(): MemoryMark {
    return this.#memory.mark();
  }

  rewind(mark: MemoryMark): void {
    for (const { address, size } of this.#memory.rewind(mark)) {
      this.#watch(address, this.#memory.read(address, size));
    }
  }

  newObservation(): Observation {
    return newObservation();
  }

  /** Throws an HcallError 'emulator-refuses' for what the emulator cannot do as a machine does. */
  run(probe: Probe, out: Observation): void {
    this.#memory.journal.truncate(0);
    out.before.copyFrom(probe.state);
    out.exceptions = [];
    out.captures = [];
    out.steps = undefined;
    out.instructions = undefined;
    if (probe.state.processor !== cortexA72) {
      refuse('other-processor');
    }
    this.#mapped.forEach(requireRam);
    const start = probe.state.clone();
    if (probe.start !== 'code') {
      const entry = takeException(probe.start.cause, start, probe.start.slot);
      applyEntry(start, entry);
      out.exceptions.push(entry);
      out.entry.copyFrom(start);
    }
    const run = new QemuRun(
      {
        emulator: this.#running(),
        registers: this.#registers,
        memory: this.#memory,
        watched: this.#watched,
        agentStops: this.#agent.stops,
        load: (state) => this.#load(state),
        fetch: () => this.#fetch(),
      },
      probe,
      out,
    );
    run.go(start);
    this.#deviations = run.deviations;
    this.#fetch();
    if (!out.exceptions.some(({ targetEl }) => targetEl === 2)) {
      out.entry.copyFrom(out.before);
    }
    out.writes = [];
    this.#memory.journal.expand(out.writes);
  }

  close(): void {}

  /** Finds the instructions that matter. */
  #watch(at: number, bytes: Uint8Array): void {
    for (const [index, word] of instructionsOf(bytes).entries()) {
      const address = at + index * 4;
      const { kind, ...instruction } = decodeInstruction(word);
      if (word === branchToSelf) {
        this.#watched.set(address, 'spin');
      } else if (watchedKinds.has(kind)) {
        this.#watched.set(address, kind);
      } else if (
        kind === 'msr' &&
        'operand' in instruction &&
        /^vbar_el[12]$/.test(instruction.operand)
      ) {
        this.#watched.set(address, 'vector-base');
      } else {
        this.#watched.delete(address);
      }
    }
  }

  /** What the code stored, for the journal. */
  #fetch(): void {
    for (const { address, end, origin } of this.#mapped) {
      for (const [page, bytes] of this.#running().written(address, end - address)) {
        if (origin !== address || this.#isMirrored(address)) {
          refuse('mirrored-memory');
        }
        this.#store(page, bytes);
      }
    }
  }

  #isMirrored(origin: number): boolean {
    return this.#mapped.some((region) => region.origin === origin && region.address !== origin);
  }

  #store(page: number, now: Uint8Array): void {
    const region = this.#memory.regionOf(page, pageSize);
    if (region === undefined) {
      return;
    }
    const view = new DataView(now.buffer, now.byteOffset, now.length);
    for (let offset = 0; offset < pageSize; offset += 8) {
      const value = view.getBigUint64(offset, true);
      if (Memory.value(region, page + offset, 8) !== value) {
        if (this.#watched.has(page + offset) || this.#watched.has(page + offset + 4)) {
          refuse('watched-code-written');
        }
        this.#memory.store(region, page + offset, 8, value);
      }
    }
  }

  /** Lets the processor stand at the first instruction of a start. */
  #load(start: State): void {
    const emulator = this.#running();
    const { port } = emulator;
    emulator.reset();
    for (const { address, bytes } of this.#mapped) {
      emulator.show(address, bytes);
    }
    const { address, code, start: entry, eret } = this.#agent;
    emulator.show(address, code);
    const table = tableOf(start);
    emulator.show(table.address, table.bytes);
    const core: CoreRegisters = { words: new BigUint64Array(coreWords), cpsr: el3h };
    core.words[tableWord] = tablePointer;
    core.words[pcWord] = entry;
    emulator.addBreakpoints(this.#agent.stops);
    port.writeCore(core);
    port.goOn(loadLimit);
    if (port.core().words[pcWord] !== eret) {
      refuse('start-state');
    }
    port.step();
    emulator.log.take();
    const taken = createState();
    this.#registers.read(port, taken, port.core());
    if (!holdsSystemRegisters(taken, start, this.observable)) {
      refuse('start-state');
    }
    if ((start.get('pstate') & pstateBits.nRW) !== 0n) {
      // The debug port shows nothing of AArch32 state.
      return;
    }
    const { words, cpsr } = port.core();
    if (words[pcWord] !== start.get('pc') || BigInt(cpsr) !== start.get('pstate')) {
      refuse('start-state');
    }
  }
}

/** Those that a start gives a value; SCR_EL3 is the agent's. */
const systemRows = registers
  .filter(({ name, kind, volatile }) => kind === 'system' && !volatile && name !== 'scr_el3')
  .map((info) => ({ ...info, implemented: implementedBits(info, cortexA72) }));

/** x30 */
const tableWord = 30;
/** Milliseconds for the agent's few hundred instructions, however busy the system is. */
const loadLimit = 60_000;

/** Whether a state has what another one has in the bits of system registers that mean something. */
function holdsSystemRegisters(
  state: State,
  wanted: State,
  names: ReadonlySet<RegisterName>,
): boolean {
  return systemRows.every(
    ({ name, compared, implemented }) =>
      !names.has(name) || ((state.get(name) ^ wanted.get(name)) & compared & implemented) === 0n,
  );
}

function requireRam({ address, end }: MappedRegion): void {
  if (!hasRam(address, end - address)) {
    refuse('outside-of-ram');
  }
}

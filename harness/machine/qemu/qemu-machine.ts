import { branchToSelf } from '../../architecture/a64/instructions.ts';
import { instructionsOf } from '../../architecture/a64/word.ts';
import type { ExceptionEntry } from '../../architecture/exception.ts';
import { applyEntry, takeException } from '../../architecture/exception.ts';
import { decodeInstruction } from '../../architecture/instruction.ts';
import type { Instruction } from '../../architecture/instruction.ts';
import { currentLevel, modes } from '../../architecture/pstate.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { slotOffset, slots, vectorTableSize } from '../../architecture/slot.ts';
import { createState } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import { vectorBaseMask } from '../../architecture/system-register-rows.ts';
import { isTranslated } from '../../architecture/traps.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type {
  Machine,
  MemoryContent,
  MemoryMark,
  MemoryRegion,
  Observation,
  Outcome,
  Probe,
} from '../machine.ts';
import { Memory, pageSize } from '../memory.ts';
import { agent, agentAddress, tableOf, tablePointer } from './agent.ts';
import { Emulator } from './emulator.ts';
import { coreOf, EmulatorRegisters, pcWord, putCore, stackWord } from './emulator-registers.ts';

/** All that a machine maps lies below. */
const memoryLimit = 2 ** 44;
/** Milliseconds that code may run without a stop, which real vectors never do. */
const runLimit = 2000;
const requestLimit = 5000;
/** Stops of one probe on its way; more are an endless loop. */
const mostStops = 4096;

/** Kinds of instructions at which a probe must be looked at: before they execute. */
const looksAt: ReadonlySet<Instruction['kind']> = new Set([
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
export class QemuMachine implements Machine {
  readonly observable: ReadonlySet<RegisterName>;
  readonly #emulator: Emulator;
  readonly #registers: EmulatorRegisters;
  readonly #memory = new Memory((size) => new Uint8Array(size), memoryLimit);
  readonly #mapped: { address: number; size: number }[] = [];
  readonly #agent = agent();
  /** Instructions to stop at, by address: what code was placed. */
  readonly #watched = new Map<number, Instruction['kind'] | 'spin' | 'vector-base'>();
  readonly #dirtyCode = new Map<number, number>();
  readonly #reset: State;

  /** The emulator serves one machine after the other, and is not closed with any. */
  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    const { port } = emulator;
    this.#registers = new EmulatorRegisters(this.#emulator.numbers);
    this.observable = this.#registers.held;
    this.#emulator.writeCode(agentAddress, this.#agent.code);
    this.#reset = createState();
    this.#registers.read(port, this.#reset);
  }

  resetState(): State {
    const state = this.#reset.clone();
    state.set('pc', 0n);
    state.set('pstate', modes.el2h | 0x3c0n);
    return state;
  }

  map(regions: readonly MemoryRegion[]): void {
    for (const region of regions) {
      const { address, end } = this.#memory.map(region);
      this.#mapped.push({ address, size: end - address });
    }
  }

  write({ address, bytes, execute }: MemoryContent): void {
    const at = Number(address);
    this.#memory.write(at, bytes);
    if (execute) {
      this.#dirtyCode.set(at, Math.max(bytes.length, this.#dirtyCode.get(at) ?? 0));
      this.#look(at, bytes);
    }
  }

  /** Finds the instructions that a probe may end at. */
  #look(at: number, bytes: Uint8Array): void {
    for (const [index, word] of instructionsOf(bytes).entries()) {
      const address = at + index * 4;
      const instruction = decodeInstruction(word);
      if (word === branchToSelf) {
        this.#watched.set(address, 'spin');
      } else if (looksAt.has(instruction.kind)) {
        this.#watched.set(address, instruction.kind);
      } else if (instruction.kind === 'msr' && /^vbar_el[12]$/.test(instruction.operand)) {
        this.#watched.set(address, 'vector-base');
      } else {
        this.#watched.delete(address);
      }
    }
  }

  read(address: bigint, size: number): Uint8Array {
    return this.#memory.read(Number(address), size);
  }

  isMapped(address: bigint, size: number): boolean {
    return this.#memory.regionOf(Number(address), size) !== undefined;
  }

  mark(): MemoryMark {
    return this.#memory.mark();
  }

  rewind(mark: MemoryMark): void {
    this.#memory.rewind(mark);
  }

  newObservation(): Observation {
    return {
      outcome: 'out-of-budget',
      pc: 0n,
      instructions: undefined,
      before: createState(),
      entry: createState(),
      after: createState(),
      exceptions: [],
      writes: [],
      captures: [],
      steps: undefined,
      interruption: undefined,
    };
  }

  /** Throws an HcallError 'emulator-refuses' for a probe that it cannot start. */
  run(probe: Probe, out: Observation): void {
    this.#memory.journal.truncate(0);
    out.before.copyFrom(probe.state);
    out.exceptions = [];
    out.captures = [];
    out.steps = undefined;
    out.instructions = undefined;
    const start = probe.state.clone();
    if (probe.start !== 'code') {
      const entry = takeException(probe.start.cause, start, probe.start.slot);
      applyEntry(start, entry);
      out.exceptions.push(entry);
      out.entry.copyFrom(start);
    }
    requireStart(start);
    this.#show();
    this.#setBreakpoints(
      new Set([...this.#emulator.breakpoints, this.#agent.loaded, this.#agent.selected]),
    );
    this.#load(start);
    new Run(this.#parts(), probe, out, start).go();
    this.#registers.read(this.#emulator.port, out.after);
    this.#fetchMemory();
    if (!out.exceptions.some(({ targetEl }) => targetEl === 2)) {
      out.entry.copyFrom(out.before);
    }
    out.writes = [];
    this.#memory.journal.expand(out.writes);
  }

  #parts(): RunParts {
    return {
      emulator: this.#emulator,
      registers: this.#registers,
      memory: this.#memory,
      watched: this.#watched,
      loaded: this.#agent.loaded,
      selected: this.#agent.selected,
      setBreakpoints: (wanted) => this.#setBreakpoints(wanted),
    };
  }

  /** Brings RAM of the emulator to what memory holds. */
  #show(): void {
    for (const { address, size } of this.#mapped) {
      for (let page = address; page < address + size; page += pageSize) {
        const bytes = this.#memory.read(page, pageSize);
        const shown = this.#emulator.shown.get(page);
        if (
          shown === undefined
            ? bytes.some((byte) => byte !== 0)
            : Buffer.compare(shown, bytes) !== 0
        ) {
          this.#showPage(page, bytes);
        }
      }
    }
  }

  #showPage(page: number, bytes: Uint8Array): void {
    const hasCode = [...this.#dirtyCode].some(
      ([at, size]) => at < page + pageSize && page < at + size,
    );
    if (hasCode) {
      this.#emulator.writeCode(page, bytes);
      this.#look(page, bytes);
    } else {
      this.#emulator.writeData(page, bytes);
    }
    this.#emulator.shown.set(page, bytes);
  }

  /** What the code stored, as the journal has it. */
  #fetchMemory(): void {
    for (const { address, size } of this.#mapped) {
      const bytes = new Uint8Array(size);
      this.#emulator.read(address, bytes);
      for (let offset = 0; offset < size; offset += pageSize) {
        const page = address + offset;
        const now = bytes.subarray(offset, offset + pageSize);
        const before = this.#emulator.shown.get(page);
        const isSame =
          before === undefined
            ? now.every((byte) => byte === 0)
            : Buffer.compare(before, now) === 0;
        if (!isSame) {
          this.#store(page, now);
          this.#emulator.shown.set(page, now.slice());
        }
      }
    }
  }

  #store(page: number, now: Uint8Array): void {
    const region = this.#memory.regionOf(page, pageSize);
    const view = new DataView(now.buffer, now.byteOffset, now.length);
    for (let offset = 0; region !== undefined && offset < pageSize; offset += 8) {
      const value = view.getBigUint64(offset, true);
      if (Memory.value(region, page + offset, 8) !== value) {
        this.#memory.store(region, page + offset, value);
      }
    }
  }

  #load(start: State): void {
    const level = currentLevel(start);
    const loaded = start.clone();
    if (level < 2) {
      // What they hold is lost: the exception that enters EL2 writes both.
      loaded.set('elr_el2', start.get('pc'));
      loaded.set('spsr_el2', start.get('pstate'));
    }
    const { address, bytes } = tableOf(loaded);
    this.#emulator.reset();
    this.#emulator.writeData(address, bytes);
    this.#goTo(this.#agent.start, (words) => {
      words[0] = tablePointer;
    });
    this.#until(this.#agent.loaded);
    const { port } = this.#emulator;
    if (level === 2) {
      if ((start.get('pstate') & 1n) === 0n) {
        this.#goTo(this.#agent.selectsSp0);
        this.#until(this.#agent.selected);
      }
      port.writeCore(coreOf(start, start.get('pc')), requestLimit);
      return;
    }
    this.#goTo(this.#agent.eret, (words) => words.set(start.words.subarray(0, stackWord)));
    port.ask('s', requestLimit);
  }

  /** Sets PC, and other core registers. */
  #goTo(address: bigint, change: (words: BigUint64Array) => void = () => {}): void {
    const { port } = this.#emulator;
    const core = port.core(requestLimit);
    change(core.words);
    core.words[pcWord] = address;
    port.writeCore(core, requestLimit);
  }

  #until(address: bigint): void {
    const { port } = this.#emulator;
    port.send('c');
    const answer = port.answer(requestLimit);
    const { words } = port.core(requestLimit);
    if (answer === undefined || words[pcWord] !== address) {
      throw problem(
        'emulator-refuses',
        `the emulator does not take the state of the call: it stands at 0x${(words[pcWord] ?? 0n).toString(16)}`,
      );
    }
  }

  #setBreakpoints(wanted: ReadonlySet<bigint>): void {
    const hex = (address: bigint): string => address.toString(16);
    const gone = [...this.#emulator.breakpoints].filter((address) => !wanted.has(address));
    const more = [...wanted].filter((address) => !this.#emulator.breakpoints.has(address));
    this.#emulator.port.askAll(
      [
        ...gone.map((address) => `z0,${hex(address)},4`),
        ...more.map((address) => `Z0,${hex(address)},4`),
      ],
      requestLimit,
    );
    gone.forEach((address) => this.#emulator.breakpoints.delete(address));
    more.forEach((address) => this.#emulator.breakpoints.add(address));
  }

  close(): void {}
}

/** Throws an HcallError 'emulator-refuses' for what the agent cannot load. */
function requireStart(state: State): void {
  const reasons: readonly (readonly [boolean, string])[] = [
    [(state.get('sctlr_el2') & 1n) !== 0n, 'EL2 translates its addresses'],
    [(state.get('pstate') & (1n << 20n)) !== 0n, 'PSTATE.IL is set'],
    [isTranslated(state) && currentLevel(state) === 2, 'EL2 translates its addresses'],
  ];
  const reason = reasons.find(([holds]) => holds)?.[1];
  if (reason !== undefined) {
    throw problem('emulator-refuses', `the emulator cannot start this call: ${reason}`);
  }
}

interface RunParts {
  readonly emulator: Emulator;
  readonly registers: EmulatorRegisters;
  readonly memory: Memory;
  readonly watched: ReadonlyMap<number, Instruction['kind'] | 'spin' | 'vector-base'>;
  /** Where the agent stops. */
  readonly loaded: bigint;
  readonly selected: bigint;
  readonly setBreakpoints: (wanted: ReadonlySet<bigint>) => void;
}

/** One probe, from breakpoint to breakpoint. */
class Run {
  readonly #parts: RunParts;
  readonly #probe: Probe;
  readonly #out: Observation;
  readonly #state: State;
  readonly #returns = new Set<bigint>();
  #event = false;

  constructor(parts: RunParts, probe: Probe, out: Observation, start: State) {
    this.#parts = parts;
    this.#probe = probe;
    this.#out = out;
    this.#state = start.clone();
  }

  go(): void {
    const { start } = this.#probe;
    this.#arm();
    let arrives = start !== 'code';
    for (let stops = 0; stops < mostStops; stops += 1) {
      const ended = this.#look(arrives);
      if (ended !== undefined) {
        return this.#end(...ended);
      }
      arrives = true;
      if (!this.#resume()) {
        break;
      }
    }
    this.#end('out-of-budget', this.#state.get('pc'));
  }

  /** Breakpoints for the tables that are installed now. */
  #arm(): void {
    const { watched, setBreakpoints } = this.#parts;
    const { stops, captures = new Set<bigint>() } = this.#probe;
    const bases = [this.#state.get('vbar_el2'), this.#state.get('vbar_el1')];
    const vectors = bases.flatMap((base) =>
      slots.map((slot) => (base & vectorBaseMask) + BigInt(slotOffset(slot))),
    );
    setBreakpoints(
      new Set([
        this.#parts.loaded,
        this.#parts.selected,
        ...stops.keys(),
        ...captures,
        ...vectors,
        ...[...watched.keys()].map(BigInt),
      ]),
    );
  }

  /** Undefined: the probe goes on. */
  #look(arrives: boolean): readonly [Outcome, bigint] | undefined {
    const { stops, captures } = this.#probe;
    const state = this.#state;
    const pc = state.get('pc');
    if (arrives) {
      const entered = this.#entered(pc);
      if (entered !== undefined) {
        return entered;
      }
      const stop = stops.get(pc);
      if (stop !== undefined) {
        const isSame = state.get('pstate') === this.#out.before.get('pstate');
        return [stop === 'returned' && !isSame ? 'returned-wrong-state' : stop, pc];
      }
    }
    if (captures?.has(pc) === true) {
      const captured = state.clone();
      this.#parts.registers.read(this.#parts.emulator.port, captured);
      this.#out.captures.push({ address: pc, state: captured });
    }
    return this.#instruction(pc);
  }

  /** An exception that was just taken. */
  #entered(pc: bigint): readonly [Outcome, bigint] | undefined {
    const { emulator, registers, memory } = this.#parts;
    const state = this.#state;
    const level = currentLevel(state);
    if (level !== 1 && level !== 2) {
      return undefined;
    }
    const base = registers.value(emulator.port, `vbar_el${level}`) & vectorBaseMask;
    const offset = pc - base;
    if (offset < 0n || offset >= BigInt(vectorTableSize) || offset % 0x80n !== 0n) {
      return undefined;
    }
    registers.read(emulator.port, state);
    const slot = slots.find((each) => BigInt(slotOffset(each)) === offset) ?? 'current-spx/sync';
    const entry: ExceptionEntry = {
      cause: { kind: 'undefined' },
      slot,
      targetEl: level,
      vector: pc,
      pstate: state.get('pstate'),
      elr: state.get(`elr_el${level}`),
      spsr: state.get(`spsr_el${level}`),
      esr: state.get(`esr_el${level}`),
      far: state.get(`far_el${level}`),
      hpfar: level === 2 ? state.get('hpfar_el2') : undefined,
    };
    if (level === 2 && this.#out.exceptions.length === 0) {
      this.#out.entry.copyFrom(state);
    }
    this.#out.exceptions.push(entry);
    if (level === 1) {
      return ['taken-to-el1', pc];
    }
    if (slot.startsWith('lower')) {
      this.#returns.clear();
      this.#returns.add(entry.elr);
    }
    return memory.fetch(Number(pc)) === undefined ? ['faulted', pc] : undefined;
  }

  #instruction(pc: bigint): readonly [Outcome, bigint] | undefined {
    const level = currentLevel(this.#state);
    switch (this.#parts.watched.get(Number(pc))) {
      case 'spin':
        return ['spun', pc];
      case 'wfi':
        return level === 2 ? ['halted', pc] : undefined;
      case 'wfe':
        if (level === 2 && !this.#event) {
          return ['halted', pc];
        }
        this.#event = false;
        return undefined;
      case 'sev':
      case 'sevl':
        this.#event = true;
        return undefined;
      case 'smc':
        return level === 2 ? ['smc', pc] : undefined;
      case 'eret':
        return this.#eret();
      default:
        return undefined;
    }
  }

  #eret(): readonly [Outcome, bigint] | undefined {
    const from = currentLevel(this.#state);
    this.#step();
    this.#event = true;
    const pc = this.#state.get('pc');
    if (from < 2 || currentLevel(this.#state) === 2) {
      return this.#look(true);
    }
    const { stops, entersCode } = this.#probe;
    const isKnown = this.#returns.has(pc) || stops.has(pc) || entersCode?.(pc) === true;
    return isKnown ? this.#look(true) : ['returned-elsewhere', pc];
  }

  #step(): void {
    const { port } = this.#parts.emulator;
    port.ask('s', requestLimit);
    putCore(this.#state, port.core(requestLimit));
  }

  /** To the next breakpoint. False: it never comes. */
  #resume(): boolean {
    const { emulator, watched, memory, registers } = this.#parts;
    const { port } = emulator;
    const pc = this.#state.get('pc');
    const kind = watched.get(Number(pc));
    // The breakpoint here must not stop it at once.
    this.#step();
    if (kind === 'vector-base') {
      registers.read(port, this.#state);
      this.#arm();
    }
    const now = this.#state.get('pc');
    if (this.#isLooked(now) || memory.fetch(Number(now)) === undefined) {
      return true;
    }
    port.send('c');
    if (port.answer(runLimit) === undefined) {
      port.interrupt();
      port.answer(requestLimit);
      putCore(this.#state, port.core(requestLimit));
      return false;
    }
    putCore(this.#state, port.core(requestLimit));
    return true;
  }

  #isLooked(pc: bigint): boolean {
    const { stops, captures } = this.#probe;
    return stops.has(pc) || captures?.has(pc) === true || this.#parts.watched.has(Number(pc));
  }

  #end(outcome: Outcome, pc: bigint): void {
    this.#out.outcome = outcome;
    this.#out.pc = pc;
  }
}

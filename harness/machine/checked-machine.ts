import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { faultStatus } from '../architecture/fault-status.ts';
import { pstateBits } from '../architecture/pstate.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { maskOf } from '../architecture/state.ts';
import type { State, StateMask } from '../architecture/state.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { isTranslated } from '../architecture/traps.ts';
import { refusals } from './qemu/refusals.ts';
import type { Deviation, DeviationName } from './deviations.ts';
import { deviations } from './deviations.ts';
import type { MachineDifference } from './machine-difference.ts';
import {
  differingPieces,
  endDifferences,
  exceptionDifferences,
  memoryDifferences,
  registerDifferences,
} from './machine-difference.ts';
import type {
  Machine,
  MemoryContent,
  MemoryMark,
  MemoryRegion,
  Observation,
  Probe,
} from './machine.ts';

/** What a second machine says of some probes. */
export interface MachineCheck {
  /** Probes that both ran. */
  readonly compared: number;
  /** Where they differ, and no deviation explains it. */
  readonly differences: readonly MachineDifference[];
  /** In how many probes each deviation showed. */
  readonly deviations: ReadonlyMap<DeviationName, number>;
  /** Why the second machine could not run the others. */
  readonly refusals: readonly string[];
}

/** A machine that others are compared with. */
export interface SecondMachine extends Omit<Machine, 'locate'> {
  /** Where the last probe was helped to go as the architecture says. */
  readonly deviations: ReadonlySet<DeviationName>;
  /** Whether something answers at an address where no region is mapped. */
  answers(address: bigint): boolean;
  /** Whether mapped memory has these bytes, all of one region. */
  holds(address: bigint, bytes: Uint8Array): boolean;
  /** Where the last probe ended in a loop that comes by this state, goes on to it. */
  circle(out: Observation, to: State): void;
}

/** Whether probes are run a second time, and what came of it. Machines share one. */
export class MachineChecker {
  #isOn = false;
  #compared = 0;
  #differences: MachineDifference[] = [];
  #deviations = new Map<DeviationName, number>();
  #refusals: string[] = [];

  get isOn(): boolean {
    return this.#isOn;
  }

  /** From now on, forgetting what was before. */
  start(): void {
    this.#isOn = true;
    this.#compared = 0;
    this.#differences = [];
    this.#deviations = new Map();
    this.#refusals = [];
  }

  /** What was found since the start; nothing is checked any more. */
  stop(): MachineCheck {
    this.#isOn = false;
    return {
      compared: this.#compared,
      differences: this.#differences,
      deviations: this.#deviations,
      refusals: this.#refusals,
    };
  }

  refused(reason: string): void {
    this.#refusals.push(reason);
  }

  add(found: readonly MachineDifference[], shown: ReadonlySet<DeviationName>): void {
    this.#compared += 1;
    this.#differences.push(...found);
    shown.forEach((name) => this.#deviations.set(name, (this.#deviations.get(name) ?? 0) + 1));
  }
}

/** A machine whose probes another one repeats while the checker is on. */
export class CheckedMachine implements Machine {
  readonly observable: ReadonlySet<RegisterName>;
  readonly #first: Machine;
  readonly #second: SecondMachine;
  readonly #checker: MachineChecker;
  readonly #out: Observation;
  readonly #regions: MemoryRegion[] = [];
  readonly #compared: StateMask;

  constructor(first: Machine, second: SecondMachine, checker: MachineChecker) {
    this.#first = first;
    this.#second = second;
    this.#checker = checker;
    this.#out = second.newObservation();
    this.observable = first.observable;
    this.#compared = maskOf(comparedRegisters(first, second));
  }

  resetState(): State {
    return this.#first.resetState();
  }

  map(regions: readonly MemoryRegion[]): void {
    this.#first.map(regions);
    this.#second.map(regions);
    this.#regions.push(...regions);
  }

  write(content: MemoryContent): void {
    this.#first.write(content);
    if (content.execute) {
      this.#second.write(content);
    }
  }

  read(address: bigint, size: number): Uint8Array {
    return this.#first.read(address, size);
  }

  isMapped(address: bigint, size: number): boolean {
    return this.#first.isMapped(address, size);
  }

  physical(address: bigint, size: number): bigint {
    return this.#first.physical(address, size);
  }

  locate(state: State, address: bigint, access: 'fetch' | 'load' | 'store'): bigint | undefined {
    return this.#first.locate(state, address, access);
  }

  mark(): MemoryMark {
    return this.#first.mark();
  }

  rewind(mark: MemoryMark): void {
    this.#first.rewind(mark);
  }

  newObservation(): Observation {
    return this.#first.newObservation();
  }

  run(probe: Probe, out: Observation): void {
    if (!this.#checker.isOn) {
      this.#first.run(probe, out);
      return;
    }
    const cleared = withoutUpperHalves(probe.state);
    if (cleared === undefined) {
      this.#check(probe, out, []);
      return;
    }
    const mark = this.#first.mark();
    this.#check({ ...probe, state: cleared }, out, ['aarch32-upper-halves']);
    this.#first.rewind(mark);
    this.#first.run(probe, out);
  }

  #check(probe: Probe, out: Observation, shown: readonly DeviationName[]): void {
    for (const { address, bytes } of differingPieces(this.#memories())) {
      this.#second.write({ address, bytes, execute: false });
    }
    this.#first.run(probe, out);
    if (hasVirtualCode(out)) {
      this.#checker.refused(refusals['virtual-addresses']);
      return;
    }
    try {
      this.#second.run({ ...probe, state: out.before.clone(), watch: 'nothing' }, this.#out);
    } catch (error) {
      if (!(error instanceof HcallError) || error.diagnostics[0]?.code !== 'emulator-refuses') {
        throw error;
      }
      this.#checker.refused(error.message);
      return;
    }
    this.#compare(out, new Set([...shown, ...this.#second.deviations]));
  }

  #compare(out: Observation, shown: Set<DeviationName>): void {
    const other = this.#out;
    const last = out.exceptions.findIndex(
      ({ cause }) => this.#untakenBySecond(cause) !== undefined,
    );
    const found: MachineDifference[] = [];
    if (last >= 0) {
      shown.add(this.#untakenBySecond(out.exceptions[last]?.cause) as DeviationName);
    } else if (out.outcome === 'out-of-budget' && other.outcome === out.outcome) {
      shown.add('instruction-budget');
    } else {
      if (out.outcome === 'spun' && other.outcome === out.outcome) {
        this.#second.circle(other, out.after);
      }
      found.push(
        ...endDifferences(out, other),
        ...registerDifferences('end', out.after, other.after, this.#compared),
        ...memoryDifferences(this.#memories()),
      );
    }
    found.push(
      ...exceptionDifferences(
        out.exceptions.slice(0, last < 0 ? undefined : last),
        other.exceptions,
      ),
      ...(last === 0 ? [] : registerDifferences('entry', out.entry, other.entry, this.#compared)),
    );
    const unexplained = found.filter((difference) => {
      const name = explanationOf(difference, found, out.exceptions);
      if (name !== undefined) {
        shown.add(name);
      }
      return name === undefined;
    });
    this.#checker.add(unexplained, shown);
  }

  #memories(): Parameters<typeof memoryDifferences>[0] {
    return { regions: this.#regions, first: this.#first, second: this.#second };
  }

  /** The deviation that an exception shows which the second machine cannot take. */
  #untakenBySecond(cause: ExceptionCause | undefined): DeviationName | undefined {
    if (cause?.kind === 'wfx-trap' && cause.wfe) {
      return 'wfe-trap';
    }
    if (cause?.kind !== 'instruction-abort' && cause?.kind !== 'data-abort') {
      return undefined;
    }
    const { address, status, write } = cause;
    if (status !== faultStatus.external) {
      return undefined;
    }
    const region = this.#regions.find(
      (each) => address >= each.address && address < each.address + BigInt(each.size),
    );
    if (region === undefined) {
      return this.#second.answers(address) ? 'board-memory' : undefined;
    }
    return region.readOnly === true && write === true ? 'read-only-memory' : undefined;
  }

  close(): void {
    this.#first.close();
    this.#second.close();
  }
}

/** Whether an MMU had code at another address than where it is. */
function hasVirtualCode({ steps = [], after, pc, outcome }: Observation): boolean {
  return (
    steps.some(({ virtual }) => virtual !== undefined) ||
    (outcome !== 'spun' && after.get('pc') !== pc && isTranslated(after))
  );
}

/** A start in AArch32 state with X0-X30[63:32] cleared; undefined where none is set. */
function withoutUpperHalves(state: State): State | undefined {
  if ((state.get('pstate') & pstateBits.nRW) === 0n) {
    return undefined;
  }
  const cleared = state.clone();
  for (const { name } of registers.filter(({ kind }) => kind === 'general')) {
    cleared.set(name, state.get(name) & 0xffff_ffffn);
  }
  return state.words.every((word, index) => word === cleared.words[index]) ? undefined : cleared;
}

/** What both machines hold and the architecture gives one value. SCR_EL3 is the second machine's own. */
function comparedRegisters(first: Machine, second: SecondMachine): RegisterName[] {
  return [...first.observable].filter(
    (name) => second.observable.has(name) && !registerInfo(name).volatile && name !== 'scr_el3',
  );
}

function explanationOf(
  difference: MachineDifference,
  all: readonly MachineDifference[],
  exceptions: Observation['exceptions'],
): DeviationName | undefined {
  const rows: readonly (readonly [string, Deviation])[] = Object.entries(deviations);
  return rows.find(([, { explains }]) => explains?.(difference, all, exceptions) === true)?.[0] as
    DeviationName | undefined;
}

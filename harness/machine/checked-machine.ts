import { registerInfo } from '../architecture/registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { maskOf } from '../architecture/state.ts';
import type { State, StateMask } from '../architecture/state.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Deviation, DeviationName } from './deviations.ts';
import { deviations } from './deviations.ts';
import type { MachineDifference } from './machine-difference.ts';
import {
  differingBytes,
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
export interface SecondMachine extends Machine {
  /** Where the last probe was helped to go as the architecture says. */
  readonly deviations: ReadonlySet<DeviationName>;
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
    for (const { address, one } of differingBytes(this.#regions, this.#first, this.#second)) {
      this.#second.write({ address, bytes: one, execute: false });
    }
    this.#first.run(probe, out);
    try {
      this.#second.run({ ...probe, state: out.before.clone(), watch: 'nothing' }, this.#out);
    } catch (error) {
      if (!(error instanceof HcallError) || error.diagnostics[0]?.code !== 'emulator-refuses') {
        throw error;
      }
      this.#checker.refused(error.message);
      return;
    }
    this.#compare(out);
  }

  #compare(out: Observation): void {
    const other = this.#out;
    const shown = new Set(this.#second.deviations);
    const found = [
      ...endDifferences(out, other),
      ...exceptionDifferences(out.exceptions, other.exceptions),
      ...registerDifferences('entry', out.entry, other.entry, this.#compared),
      ...registerDifferences('end', out.after, other.after, this.#compared),
      ...memoryDifferences(this.#regions, this.#first, this.#second),
    ].filter((difference) => {
      const name = explanationOf(difference);
      if (name !== undefined) {
        shown.add(name);
      }
      return name === undefined;
    });
    this.#checker.add(found, shown);
  }

  close(): void {
    this.#first.close();
    this.#second.close();
  }
}

/** What both machines hold and the architecture gives one value. SCR_EL3 is the second machine's own. */
function comparedRegisters(first: Machine, second: Machine): RegisterName[] {
  return [...first.observable].filter(
    (name) => second.observable.has(name) && !registerInfo(name).volatile && name !== 'scr_el3',
  );
}

function explanationOf(difference: MachineDifference): DeviationName | undefined {
  const rows: readonly (readonly [string, Deviation])[] = Object.entries(deviations);
  return rows.find(([, { explains }]) => explains?.(difference) === true)?.[0] as
    | DeviationName
    | undefined;
}

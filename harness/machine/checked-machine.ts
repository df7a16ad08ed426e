import type { RegisterName } from '../architecture/registers.ts';
import { differences, maskOf } from '../architecture/state.ts';
import type { State } from '../architecture/state.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type {
  Machine,
  MemoryContent,
  MemoryMark,
  MemoryRegion,
  Observation,
  Probe,
} from './machine.ts';

/** What two machines saw of the same probe, where it is not the same. Values are text. */
export interface MachineDifference {
  /** `outcome`, `pc`, `ESR_EL2 at the entry of EL2`, `x0`, `memory at 0x40300000` */
  readonly what: string;
  readonly first: string;
  readonly second: string;
}

/** What a second machine says of the probes of some calls. */
export interface MachineCheck {
  /** Probes that both ran. */
  readonly compared: number;
  readonly differences: readonly MachineDifference[];
  /** Why the second machine could not run the others. */
  readonly refusals: readonly string[];
}

/** Whether probes are run a second time, and what came of it. Machines share one. */
export class MachineChecker {
  isOn = false;
  #compared = 0;
  #differences: MachineDifference[] = [];
  #refusals: string[] = [];

  refused(reason: string): void {
    this.#refusals.push(reason);
  }

  add(found: readonly MachineDifference[]): void {
    this.#compared += 1;
    this.#differences.push(...found);
  }

  /** What was found since the last time. */
  take(): MachineCheck {
    const taken = {
      compared: this.#compared,
      differences: this.#differences,
      refusals: this.#refusals,
    };
    this.#compared = 0;
    this.#differences = [];
    this.#refusals = [];
    return taken;
  }
}

/** A machine whose probes another one repeats while the checker is on. Memory is written in both. */
export class CheckedMachine implements Machine {
  readonly observable: ReadonlySet<RegisterName>;
  readonly #first: Machine;
  readonly #second: Machine;
  readonly #checker: MachineChecker;
  readonly #out: Observation;
  readonly #regions: MemoryRegion[] = [];
  /** The second machine's mark of each mark. */
  readonly #marks = new Map<MemoryMark, MemoryMark>();
  readonly #compared: ReturnType<typeof maskOf>;

  constructor(first: Machine, second: Machine, checker: MachineChecker) {
    this.#first = first;
    this.#second = second;
    this.#checker = checker;
    this.#out = second.newObservation();
    this.observable = first.observable;
    const both = [...first.observable].filter((name) => second.observable.has(name));
    this.#compared = maskOf(both.filter((name) => name !== 'pc'));
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
    this.#second.write(content);
  }

  read(address: bigint, size: number): Uint8Array {
    return this.#first.read(address, size);
  }

  isMapped(address: bigint, size: number): boolean {
    return this.#first.isMapped(address, size);
  }

  mark(): MemoryMark {
    const mark = this.#first.mark();
    this.#marks.set(mark, this.#second.mark());
    return mark;
  }

  rewind(mark: MemoryMark): void {
    this.#first.rewind(mark);
    this.#second.rewind(this.#marks.get(mark) as MemoryMark);
  }

  newObservation(): Observation {
    return this.#first.newObservation();
  }

  run(probe: Probe, out: Observation): void {
    this.#first.run(probe, out);
    if (!this.#checker.isOn) {
      // The second one's memory follows, so that the next call finds the same.
      this.#follow(out);
      return;
    }
    try {
      this.#second.run({ ...probe, watch: 'nothing' }, this.#out);
      this.#checker.add(this.#differences(out));
    } catch (error) {
      if (!(error instanceof HcallError)) {
        throw error;
      }
      this.#checker.refused(error.message);
    }
    this.#follow(out);
  }

  #follow({ writes }: Observation): void {
    for (const { address, size } of writes) {
      const bytes = this.#first.read(address, size);
      this.#second.write({ address, bytes, execute: false });
    }
  }

  #differences(out: Observation): MachineDifference[] {
    const other = this.#out;
    const found: MachineDifference[] = [];
    if (out.outcome !== other.outcome || out.pc !== other.pc) {
      found.push({
        what: 'the end',
        first: `${out.outcome} at ${hexadecimal(out.pc)}`,
        second: `${other.outcome} at ${hexadecimal(other.pc)}`,
      });
    }
    const registers = (what: string, first: State, second: State): void => {
      for (const name of differences(first, second, this.#compared)) {
        found.push({
          what: `${name}${what}`,
          first: hexadecimal(first.get(name)),
          second: hexadecimal(second.get(name)),
        });
      }
    };
    registers(' at the entry of EL2', out.entry, other.entry);
    if (found.length === 0) {
      registers('', out.after, other.after);
    }
    return [...found, ...this.#memory()];
  }

  #memory(): MachineDifference[] {
    return this.#regions.flatMap(({ address, size }) => {
      const first = this.#first.read(address, size);
      const second = this.#second.read(address, size);
      if (Buffer.compare(first, second) === 0) {
        return [];
      }
      const offset = first.findIndex((byte, index) => byte !== second[index]);
      return [
        {
          what: `memory at ${hexadecimal(address + BigInt(offset))}`,
          first: hexadecimal(BigInt(first[offset] ?? 0)),
          second: hexadecimal(BigInt(second[offset] ?? 0)),
        },
      ];
    });
  }

  close(): void {
    this.#first.close();
    this.#second.close();
  }
}

function hexadecimal(value: bigint): string {
  return `0x${value.toString(16)}`;
}

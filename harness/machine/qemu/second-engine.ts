import { CheckedMachine, MachineChecker } from '../checked-machine.ts';
import type { Machine } from '../machine.ts';
import { Emulator } from './emulator.ts';
import { emulatorVersion, findEmulator } from './find-emulator.ts';
import { QemuMachine } from './qemu-machine.ts';

/** The emulator that checks the machines of a process: one for all, started for the first of them. */
export class SecondEngine {
  readonly checker = new MachineChecker();
  readonly #program: string;
  #emulator: Emulator | undefined;

  /** Throws an HcallError 'emulator-missing'. */
  constructor() {
    this.#program = findEmulator();
  }

  /** `7.2.22` */
  get version(): string {
    return emulatorVersion(this.#program);
  }

  /** The machine, checked while the checker is on. Throws an HcallError 'emulator-silent', as its runs do. */
  checked(machine: Machine, checker = this.checker): Machine {
    return new CheckedMachine(machine, new QemuMachine(() => this.#running()), checker);
  }

  close(): void {
    this.#emulator?.close();
    this.#emulator = undefined;
  }

  /** Another one, where the last gave no answer. */
  #running(): Emulator {
    if (this.#emulator?.port.isSilent === true) {
      this.close();
    }
    this.#emulator ??= new Emulator(this.#program);
    return this.#emulator;
  }
}

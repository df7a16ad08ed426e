import { decodeSyndrome, exceptionClasses } from '../../../architecture/esr.ts';
import { translationRegisters } from '../../../architecture/translation/controls.ts';
import { HcallError } from '../../../diagnostics/diagnostic.ts';
import type { Machine, MemoryMark, Observation } from '../../../machine/machine.ts';
import { codeBytes, isTarget, layout, targetBytes } from './layout.ts';
import type { Outcome } from './outcome.ts';
import type { Trial } from './trial.ts';
import { stored } from './trial.ts';
import { modeOf } from './walked.ts';

const regions = [
  { name: 'code', address: layout.code[1], size: 0x2000 },
  { name: 'tables', address: layout.tables, size: Number(layout.tablesSize) },
  { name: 'targets', address: layout.targets, size: Number(layout.targetsSize) },
];

/** Whether the machine of the trials has memory there. */
export const isMachineMemory = (at: bigint): boolean =>
  regions.some(({ address, size }) => at >= address && at < address + BigInt(size));

const bytesOf = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);
const wordOf = (bytes: Uint8Array): bigint => new DataView(bytes.buffer).getBigUint64(0, true);

/** Runs trials on the machine. */
export class MachineTrials {
  readonly #machine: Machine;
  readonly #observation: Observation;
  readonly #mark: MemoryMark;

  constructor(machine: Machine) {
    this.#machine = machine;
    machine.map(regions);
    for (const level of [1, 2] as const) {
      machine.write({ address: layout.code[level], bytes: codeBytes(level), execute: true });
    }
    machine.write({ address: layout.targets, bytes: targetBytes(), execute: false });
    this.#observation = machine.newObservation();
    this.#mark = machine.mark();
  }

  /** What the trial does; `physical` is where it stores, if it does. */
  run(trial: Trial, physical: bigint | undefined, watch: 'nothing' | 'steps'): Outcome {
    const machine = this.#machine;
    machine.rewind(this.#mark);
    const { level, controls, code, instruction, address } = trial;
    for (const [at, value] of trial.stores) {
      machine.write({ address: at, bytes: bytesOf(value), execute: false });
    }
    if (instruction !== undefined) {
      const own = layout.code[level === 2 ? 2 : 1] + layout.instruction;
      const bytes = bytesOf(BigInt(instruction.word)).subarray(0, 4);
      machine.write({ address: own, bytes, execute: true });
    }
    const state = machine.resetState();
    for (const name of translationRegisters) {
      state.set(name, controls[name]);
    }
    state.set('vbar_el1', code);
    state.set('vbar_el2', level === 2 ? code : layout.code[2]);
    state.set('cpacr_el1', 3n << 20n);
    state.set('pc', instruction === undefined ? address : code + layout.instruction);
    state.set('pstate', modeOf[level]);
    state.set('x0', address);
    state.set('x1', stored.x1);
    state.set('x2', stored.x2);
    try {
      machine.run({ state, start: 'code', budget: 8, stops: new Map(), watch }, this.#observation);
    } catch (error) {
      if (error instanceof HcallError) {
        const [diagnostic] = error.diagnostics;
        if (diagnostic?.code === 'unmodelled-translation') {
          return { kind: 'refused', why: diagnostic.message.replace(/^at 0x[0-9a-f]+: /, '') };
        }
      }
      throw error;
    }
    return this.#outcome(physical);
  }

  #outcome(physical: bigint | undefined): Outcome {
    const [first] = this.#observation.exceptions;
    if (first === undefined) {
      throw new Error(`the trial ends without an exception: ${this.#observation.outcome}`);
    }
    const { targetEl: level, esr = 0n, far = 0n, hpfar } = first;
    if (decodeSyndrome(esr).ec !== exceptionClasses.svc64) {
      return { kind: 'taken', level, esr, far, hpfar };
    }
    const { after } = this.#observation;
    const memory =
      physical !== undefined && isTarget(physical)
        ? wordOf(this.#machine.read(physical, 8))
        : undefined;
    return { kind: 'done', level, esr, x1: after.get('x1'), x2: after.get('x2'), memory };
  }
}

import type { RegisterName } from '../../../architecture/registers.ts';
import { HcallError } from '../../../diagnostics/diagnostic.ts';
import type { Machine, Observation } from '../../../machine/machine.ts';
import type { MatrixInstruction } from './instruction.ts';
import { cellOf } from './manual.ts';
import type { MatrixSetting } from './setting.ts';

const code = 0x4001_0000n;
const data = 0x4002_0000n;
const tge = 1n << 27n;

/** Where an instruction goes: `EL2 0x6230e4b9` with its syndrome, `runs`, or `refused`. */
export type Destination = string;

const shown = (level: 1 | 2, esr: number): Destination => `EL${level} 0x${esr.toString(16)}`;

/** ESR of an instruction that is trapped, of its bits alone (Arm ARM, D13.2.37). */
function syndromeOf(word: number, text: string, toOtherLevel: boolean): number {
  const immediate = (word >>> 5) & 0xffff;
  switch (text.split(' ')[0] ?? '') {
    case 'wfi':
      return 0x07e0_0000;
    case 'wfe':
      return 0x07e0_0001;
    case 'smc':
      return 0x5e00_0000 + immediate;
    case 'hvc':
      return 0x5a00_0000 + immediate;
    case 'svc':
      return 0x5600_0000 + immediate;
    case 'brk':
      return 0xf200_0000 + immediate;
  }
  const isFloating = /fmov|ldr|fpcr|fpsr/.test(text);
  if (isFloating) {
    return toOtherLevel ? 0x0200_0000 : 0x1fe0_0000;
  }
  const field = (low: number, width: number, to: number): number =>
    ((word >>> low) & ((1 << width) - 1)) << to;
  // Op0, Op2, Op1, CRn, and Rt, CRm, direction.
  const high = field(19, 2, 20) + field(5, 3, 17) + field(16, 3, 14) + field(12, 4, 10);
  return 0x6200_0000 + high + field(0, 5, 5) + field(8, 4, 1) + field(21, 1, 0);
}

/** Where the manual says that it goes. */
export function expectedDestination(
  { text, word }: MatrixInstruction,
  level: 0 | 1,
  values: MatrixSetting['values'],
): Destination {
  const underTge = ((values.get('hcr_el2') ?? 0n) & tge) !== 0n;
  for (const condition of cellOf(text, level).split(' ')) {
    if (condition === '-') {
      return shown(underTge ? 2 : 1, 0x0200_0000);
    }
    if (condition === '?') {
      return 'refused';
    }
    const match = /^(?:(\w+)\[([\d,]+)\]=([01]))?>([12])$/.exec(condition);
    if (match === null) {
      continue;
    }
    const [, register = '', bits = '', wanted, to] = match;
    const value = values.get(register as RegisterName) ?? 0n;
    const isSet = bits.split(',').some((bit) => ((value >> BigInt(bit || '0')) & 1n) === 1n);
    if (wanted === undefined || isSet === (wanted === '1')) {
      const target = underTge ? 2 : (Number(to) as 1 | 2);
      return shown(target, syndromeOf(word, text, to === '1' && target === 2));
    }
  }
  return 'runs';
}

const aborts: ReadonlySet<bigint> = new Set([0x20n, 0x21n, 0x24n, 0x25n]);

/** Where the machine takes it. */
export class MatrixMachine {
  readonly #machine: Machine;
  readonly #observation: Observation;
  #placed = -1;

  constructor(machine: Machine) {
    this.#machine = machine;
    machine.map([
      { name: 'code', address: code, size: 0x1000 },
      { name: 'data', address: data, size: 0x1000 },
    ]);
    this.#observation = machine.newObservation();
  }

  /** Places the instruction, for the calls of `destination` that follow. */
  place({ word }: MatrixInstruction): void {
    if (this.#placed !== word) {
      const bytes = new Uint8Array(Uint32Array.of(word, 0xd503_201f).buffer);
      this.#machine.write({ address: code, bytes, execute: true });
      this.#placed = word;
    }
  }

  destination(
    level: 0 | 1,
    values: MatrixSetting['values'],
    watch: 'nothing' | 'steps',
  ): Destination {
    const state = this.#machine.resetState();
    for (const [register, value] of values) {
      state.set(register, value);
    }
    state.set('pc', code);
    state.set('pstate', level === 0 ? 0x3c0n : 0x3c5n);
    state.set('x2', data);
    state.set('vbar_el1', data);
    state.set('vbar_el2', data + 0x800n);
    const stops = new Map([[code + 4n, 'returned' as const]]);
    try {
      this.#machine.run({ state, start: 'code', budget: 4, stops, watch }, this.#observation);
    } catch (error) {
      if (error instanceof HcallError && error.diagnostics[0]?.code === 'unmodelled-register') {
        return 'refused';
      }
      throw error;
    }
    const [first] = this.#observation.exceptions;
    if (first?.esr === undefined || aborts.has(first.esr >> 26n)) {
      return 'runs';
    }
    return shown(first.targetEl, Number(first.esr));
  }
}

import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { MemoryMark, Observation, RaisedException } from '../machine/machine.ts';
import type { CallSetting, Continuation } from './call-maker.ts';
import { CallMaker } from './call-maker.ts';
import type { CallRecord } from './call-record.ts';
import { usualStopping } from './stops.ts';

/** One of the ways in which a call is made. */
export interface CallRequest {
  readonly state: State;
  readonly watch: 'nothing' | 'steps';
  /** What the dead space below SP_EL2 holds before the call. */
  readonly deadStack: 'zero' | 'pattern';
  /** Registers to change at each return from EL2 into a routine. */
  readonly scrambled: ReadonlyMap<RegisterName, bigint>;
}

/** What stays the same however a call is made. */
interface RepeatedCallSetting extends CallSetting, Omit<Continuation, 'scrambled'> {
  readonly start: 'code' | RaisedException;
  /** Memory as it must be at the start. */
  readonly mark: MemoryMark;
}

/** Bytes of dead stack that are filled where that is asked for. */
const deadStackSize = 0x100;
const deadStackPattern = new Uint8Array(deadStackSize).fill(0xb7);

/** One call, made again and again from the same memory. */
export class RepeatedCall {
  readonly #setting: RepeatedCallSetting;
  readonly #maker: CallMaker;
  /** Used again and again for records that are not kept. */
  readonly #observation: Observation;

  constructor(setting: RepeatedCallSetting) {
    this.#setting = setting;
    this.#maker = new CallMaker(setting);
    this.#observation = setting.machine.newObservation();
  }

  /** The result is only valid until the next run, unless the request asks for steps. */
  run({ state, watch, deadStack, scrambled }: CallRequest): CallRecord {
    const { machine, mark, start, callFunction, memory } = this.#setting;
    const out = watch === 'steps' ? machine.newObservation() : this.#observation;
    const prepare = (): void => {
      machine.rewind(mark);
      if (deadStack === 'pattern') {
        const address = state.get('sp_el2') - BigInt(deadStackSize);
        machine.write({ address, bytes: deadStackPattern, execute: false });
      }
    };
    const stopping = scrambled.size > 0 ? 'at-returns' : usualStopping;
    this.#maker.enter({ state, start, watch, stopping }, prepare, out);
    const record = this.#maker.finish(out, { callFunction, scrambled, memory });
    if (record.outcome === 'called') {
      out.captures.push({ address: record.pc, state: record.after.clone() });
    }
    return record;
  }
}

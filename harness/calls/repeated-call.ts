import { modes } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Interruption, MemoryMark, Observation, RaisedException } from '../machine/machine.ts';
import type { Left } from './act.ts';
import type { CallSetting, Continuation } from './call-maker.ts';
import { CallMaker } from './call-maker.ts';
import type { CallRecord } from './call-record.ts';
import { hvcIn } from './encodings.ts';
import type { Syndrome } from './syndrome.ts';
import { withSyndrome } from './syndrome.ts';

/** Bytes to put into memory before a call. */
export interface MemoryChange {
  readonly address: bigint;
  readonly bytes: Uint8Array;
  /** Whether it is A64 code. */
  readonly execute?: boolean;
}

/** One of the ways in which a call is made. */
export interface CallRequest {
  readonly state: State;
  readonly watch: 'nothing' | 'steps';
  /** Memory that holds something else before the call. */
  readonly memory: readonly MemoryChange[];
  /** Registers to change at each return from EL2 into a routine. */
  readonly scrambled: ReadonlyMap<RegisterName, bigint>;
  /** What functions and firmware leave in place of what they would, in the order of the calls. */
  readonly left?: readonly Left[];
  /** Of a call that is an HVC, in place of its immediate: 16 bits. */
  readonly immediate?: number;
  /** Registers that a call which is interrupted has again, after that, as they were before it. */
  readonly restores?: readonly RegisterName[];
  /** Of a call that is a synchronous exception, in place of its syndrome. */
  readonly syndrome?: Syndrome;
}

/** What stays the same however a call is made. */
interface RepeatedCallSetting extends CallSetting, Omit<Continuation, 'scrambled' | 'left'> {
  readonly start: 'code' | RaisedException;
  /** Memory as it must be at the start. */
  readonly mark: MemoryMark;
}

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

  /** The same call, interrupted. */
  interrupted(interruption: Interruption): RepeatedCall {
    return new RepeatedCall({ ...this.#setting, interruption });
  }

  /** The result is only valid until the next run, unless the request asks for steps. */
  run(request: CallRequest): CallRecord {
    const { state, watch, memory: changed, scrambled, left = [], immediate, restores } = request;
    const { machine, mark, names, memory } = this.#setting;
    const own = this.#setting.interruption;
    const interruption = own && restores ? { ...own, restores } : own;
    const start = startOf(this.#setting.start, request);
    const out = watch === 'steps' ? machine.newObservation() : this.#observation;
    const prepare = (): void => {
      machine.rewind(mark);
      for (const { address, bytes, execute = false } of changed) {
        const place = this.#placeOf(state, address, bytes.length);
        if (place !== undefined) {
          machine.write({ address: place, bytes, execute });
        }
      }
      if (start === 'code' && immediate !== undefined) {
        machine.write(hvcIn(state, immediate));
      }
    };
    const stopsAtReturns = scrambled.size > 0;
    this.#maker.enter({ state, start, watch, interruption, stopsAtReturns }, prepare, out);
    const record = this.#maker.finish(out, { names, scrambled, left, memory, interruption });
    const isEnd = record.outcome === 'called' || record.outcome === 'jumped';
    // A branch that leaves the vectors' code for good is known already, by its address.
    if (isEnd && record.called.at(-1)?.address !== record.pc) {
      out.captures.push({ address: record.pc, state: record.after.clone() });
    }
    return record;
  }

  /**
   * Where memory is: physical addresses are, but for the stack of an EL2 that has its MMU on. Undefined where SP_EL2 leads to no
   * memory, which then is no dead space.
   */
  #placeOf(state: State, address: bigint, size: number): bigint | undefined {
    const { machine } = this.#setting;
    if (machine.isMapped(address, size)) {
      return address;
    }
    const hypervisor = state.clone();
    hypervisor.set('pstate', modes.el2h);
    const place = machine.locate(hypervisor, address, 'store');
    return place !== undefined && machine.isMapped(place, size) ? place : undefined;
  }
}

function startOf(
  start: 'code' | RaisedException,
  { immediate, syndrome = new Map() }: CallRequest,
): 'code' | RaisedException {
  if (start === 'code') {
    return start;
  }
  const { cause } = start;
  const isOther = immediate !== undefined && cause.kind === 'hvc';
  return withSyndrome(isOther ? { ...start, cause: { ...cause, immediate } } : start, syndrome);
}

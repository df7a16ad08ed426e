import { decode } from '../architecture/a64/decode.ts';
import { daifMask, nzcvMask } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { argumentRegisters, registers } from '../architecture/registers.ts';
import type { BranchSite } from '../calls/branch-sites.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { lastingStores, liveStores } from '../calls/lasting-stores.ts';
import { binary, constant, input, opaque, wordWidth } from '../expression/expression.ts';
import { changedByFlow } from '../flow/changes.ts';
import type { FollowedCall } from '../flow/explore.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowState, FlowValue } from '../flow/flow-state.ts';
import { flagsLow, masksLow, parts } from '../flow/flow-state.ts';
import type { NamedValue, NameOfAddress, ValueName } from '../flow/print.ts';
import { namedValue, printNamed } from '../flow/print.ts';
import type { Source } from '../flow/source.ts';
import type { MemoryWrite } from '../machine/machine.ts';
import type { Effect } from './effect.ts';
import { deadEnds } from './effect.ts';

/** What the effect of a followed call is described with. */
export interface FlowEffectSetting {
  /** What a person knows an address by. */
  readonly nameOf: (address: bigint) => string;
  /** The symbol of an address in the image, or a function's name; undefined for any other number. */
  readonly nameOfCode: NameOfAddress;
  /** Whether nobody says what a source holds: neither the caller nor the contract. */
  readonly isUndeclared: (source: Source) => boolean;
  /** Branches of the image that may lead out of it, by address. */
  readonly branches: ReadonlyMap<bigint, BranchSite>;
}

/**
 * What one followed call does, each value as what it is made of. Where the flow cannot be relied upon, each value says
 * so, with the reason.
 */
export function effectOfFlow(call: FollowedCall, setting: FlowEffectSetting): Effect {
  return new FlowEffect(call, setting).effect();
}

const byteWidth = 8;

/** PSTATE without its flags and masks. */
const restMask = ~(nzcvMask | daifMask) & 0xffff_ffffn;

class FlowEffect {
  readonly #record: CallRecord;
  readonly #flow: Flow;
  readonly #setting: FlowEffectSetting;

  constructor({ record, flow }: FollowedCall, setting: FlowEffectSetting) {
    this.#record = record;
    this.#flow = flow;
    this.#setting = setting;
  }

  effect(): Effect {
    return {
      outcome: this.#record.outcome,
      end: this.#end(),
      steady: this.#isSteady(),
      calls: this.#calls(),
      changes: this.#changes(),
      stores: this.#stores(),
    };
  }

  #end(): string | undefined {
    const { outcome, pc } = this.#record;
    if (isBack(this.#record) || outcome === 'jumped') {
      return undefined;
    }
    const target = this.#chosenEnd();
    if (target !== undefined) {
      return printNamed(target);
    }
    // An endless loop is cut somewhere: its symbol is all that it has.
    const name = this.#setting.nameOf(pc);
    return outcome === 'out-of-budget' ? name.replace(/\+.*/, '') : name;
  }

  /** Where an exception return of EL2 went, if that is no address of the image. */
  #chosenEnd(): NamedValue | undefined {
    if (this.#record.outcome !== 'returned-elsewhere') {
      return undefined;
    }
    const target = this.#flow.after.register('elr_el2');
    return target.kind === 'constant' ? undefined : this.#named(target);
  }

  /** Whether no condition of its way depends on what nobody sets. Where a call goes that is named by its value is none. */
  #isSteady(): boolean {
    const { conditions, builder } = this.#flow;
    const { outcome, steps = [] } = this.#record;
    const isNamedEnd = outcome === 'jumped' || this.#chosenEnd() !== undefined;
    return conditions.every(
      ({ kind, step, expression }) =>
        (kind === 'target' && isNamedEnd && step === steps.length - 1) ||
        ![...builder.inputsOf(expression)].some(this.#setting.isUndeclared),
    );
  }

  #calls(): Effect['calls'] {
    const { called } = this.#record;
    return called.map(({ address, state }, index) => {
      const entered = this.#flow.called[index] as FlowState;
      const count = 1 + argumentRegisters.findLastIndex((name) => !this.#isKept(name, entered));
      return {
        target: this.#named(this.#targetOf(entered, state.get('pc'), address)),
        arguments: argumentRegisters
          .slice(0, count)
          .map((name) => this.#named(entered.register(name))),
      };
    });
  }

  #isKept(register: RegisterName, state: FlowState): boolean {
    return state.register(register) === this.#flow.before.register(register);
  }

  /** What the branch to a function, or away, had as its target. `pc` is where the call stopped to go there. */
  #targetOf(entered: FlowState, pc: bigint, address: bigint): FlowValue {
    const { builder } = this.#flow;
    const site = this.#setting.branches.get(pc);
    if (site !== undefined && pc !== address) {
      return site.register === 31
        ? builder.constant(0, wordWidth)
        : entered.register(`x${site.register}` as RegisterName);
    }
    const last = this.#record.steps?.at(-1);
    if (this.#record.outcome === 'jumped' && last !== undefined && pc === this.#record.pc) {
      // It strayed: an ERET, or a RET, to where no code is.
      const control = decode(last.word)?.meaning.control;
      if (control?.kind === 'exception-return') {
        return entered.register('elr_el2');
      }
      if (control?.kind === 'branch' && control.offset === undefined) {
        return builder.substitute(control.target, (location) =>
          entered.read(location, 'sp_el2', last.address),
        );
      }
    }
    return builder.constant(address, wordWidth);
  }

  #changes(): ReadonlyMap<RegisterName, NamedValue> {
    const { outcome } = this.#record;
    if (deadEnds.has(outcome)) {
      return new Map();
    }
    const changed = new Set(changedByFlow(this.#record, this.#flow));
    const found = registers
      .filter(({ name }) => changed.has(name))
      .map(({ name }): [RegisterName, NamedValue] => [
        name,
        this.#named(this.#flow.after.register(name)),
      ]);
    return outcome === 'returned-wrong-state'
      ? new Map([...found, ['pstate', this.#pstate()]])
      : new Map(found);
  }

  /** PSTATE in parts: what is followed of it by name, the rest as a number. */
  #pstate(): NamedValue {
    const { after } = this.#flow;
    const pstate = this.#record.after.get('pstate');
    const followed = [
      [flagsLow, parts.flags, nzcvMask],
      [masksLow, parts.masks, daifMask],
    ] as const;
    let number = pstate & restMask;
    let whole: NamedValue | undefined;
    for (const [low, width, mask] of followed) {
      const part = after.bits(low, width);
      if (part.kind === 'constant') {
        number |= pstate & mask;
      } else {
        const text = printNamed(this.#named(part));
        const value = input<ValueName>({ kind: 'memory', name: text }, wordWidth);
        whole = whole === undefined ? value : binary('or', whole, value);
      }
    }
    const rest = constant(number, wordWidth);
    return whole === undefined ? rest : binary('or', whole, rest);
  }

  #stores(): Effect['stores'] {
    const { outcome, writes, before, after } = this.#record;
    if (deadEnds.has(outcome)) {
      return [];
    }
    const isOver = isBack(this.#record);
    const isFollowed = this.#flow.refusal === undefined;
    const live = liveStores(writes, isOver ? before : after);
    return lastingStores(live, { changed: isOver && !isFollowed })
      .map((write) => ({ size: write.size, ...this.#storeOf(write) }))
      .filter(({ isChange }) => !isOver || isChange)
      .map(({ address, size, value }) => ({ address, size, value }));
  }

  #storeOf({ address, size }: MemoryWrite): {
    readonly address: NamedValue;
    readonly value: NamedValue;
    /** Whether anything but what was there is stored. */
    readonly isChange: boolean;
  } {
    const { builder, sources, after, stores } = this.#flow;
    const store = stores.findLast(
      (each) => each.address <= address && address < each.address + BigInt(each.size),
    );
    if (store === undefined) {
      const unknown = this.#unknown(wordWidth, 'a store that is not followed');
      return { address: constant(address, wordWidth), value: unknown, isChange: true };
    }
    const physical = store.physical + (address - store.address);
    const bytes = Array.from({ length: size }, (_, index) => {
      const at = physical + BigInt(index);
      const before = builder.input(sources.memory(at), byteWidth);
      return { before, now: after.byte(at)?.value ?? before };
    });
    const value = bytes
      .map(({ now }) => now)
      .reduce<FlowValue | undefined>(
        (low, byte) => (low === undefined ? byte : builder.concat(byte, low)),
        undefined,
      ) as FlowValue;
    return {
      address: this.#named(
        builder.binary(
          'add',
          store.addressValue,
          builder.constant(address - store.address, wordWidth),
        ),
      ),
      value: this.#named(value),
      isChange: bytes.some(({ before, now }) => before !== now),
    };
  }

  #named(value: FlowValue): NamedValue {
    const { refusal } = this.#flow;
    return refusal === undefined
      ? namedValue(this.#flow, value, this.#setting.nameOfCode)
      : this.#unknown(value.width, refusal.reason);
  }

  #unknown(width: number, reason: string): NamedValue {
    return opaque(`unknown: ${reason}`, [], width);
  }
}

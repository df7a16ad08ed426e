import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { Situation } from '../calls/prober.ts';
import { inputsOf } from '../expression/expression.ts';
import type { FollowedCall } from '../flow/explore.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import { namedValue } from '../flow/print.ts';
import type { Source } from '../flow/source.ts';
import { turned } from '../flow/turn.ts';
import { eventsOf } from '../judge/events.ts';
import { isNobodys } from '../judge/undeclared.ts';
import type { Constraint } from '../solver/condition.ts';
import { effectKey } from './behaviour.ts';
import type { FlowEffectSetting } from './flow-effect.ts';
import { effectOfFlow } from './flow-effect.ts';
import type { FlowEnd } from './flow-end.ts';
import type { CallTools } from './followed-call.ts';
import { followCall } from './followed-call.ts';

/** What a call depends on, by name. */
export interface CallInputs {
  /** In layout order; `pstate` for its flags. */
  readonly registers: readonly RegisterName[];
  /** Memory that it loaded: `[TPIDR_EL2 + 0x8]`. */
  readonly memory: readonly string[];
}

/** Of an AArch32 caller, general registers have no more than their low half. */
const narrowWidth = 32;

/**
 * What a call depends on: what the values are made of that it leaves, and what its way depends on, as far as the call
 * with that condition the other way round does anything else. What it only saves and restores is no dependence.
 */
export class InputSearch {
  readonly #tools: CallTools;
  readonly #setting: FlowEffectSetting;
  readonly #situation: Situation;
  readonly #immediate: number;
  readonly #call: FollowedCall;
  readonly #end: FlowEnd;
  readonly #registers = new Set<RegisterName>();
  readonly #memory = new Set<string>();
  #key: string | undefined;

  constructor(
    tools: CallTools,
    setting: FlowEffectSetting,
    [situation, immediate]: readonly [Situation, number],
    [call, end]: readonly [FollowedCall, FlowEnd],
  ) {
    this.#tools = tools;
    this.#setting = setting;
    this.#situation = situation;
    this.#immediate = immediate;
    this.#call = call;
    this.#end = end;
  }

  find(): CallInputs {
    const { called, changes, stores, target } = this.#end;
    const values = [
      ...called.flatMap((each) => [each.target, ...each.arguments]),
      ...changes.values(),
      // What the vectors push is theirs.
      ...stores.flatMap(({ address, value, isPushed }) => (isPushed ? [] : [address, value])),
      target,
    ];
    values.forEach((value) => value && this.#addAll(value));
    const { conditions, builder } = this.#call.flow;
    for (const [index, condition] of conditions.entries()) {
      for (const source of builder.inputsOf(condition.expression)) {
        if (this.#isNew(source) && this.#matters(index, source)) {
          this.#add(source);
          this.#addMemory(condition.expression);
        }
      }
    }
    return {
      registers: registers.flatMap(({ name }) => (this.#registers.has(name) ? [name] : [])),
      memory: [...this.#memory],
    };
  }

  #addAll(value: FlowValue): void {
    this.#call.flow.builder.inputsOf(value).forEach((source) => this.#add(source));
    this.#addMemory(value);
  }

  #add(source: Source): void {
    const register = inputRegister(source);
    if (register !== undefined) {
      this.#registers.add(register);
    }
  }

  #addMemory(value: FlowValue): void {
    const named = namedValue(this.#call.flow, value, this.#setting.nameOfCode);
    for (const { name } of inputsOf(named)) {
      if (name.kind === 'memory') {
        this.#memory.add(name.name);
      }
    }
  }

  #isNew(source: Source): boolean {
    const register = inputRegister(source);
    return source.kind === 'memory' || (register !== undefined && !this.#registers.has(register));
  }

  /** Whether a condition of the way makes a difference that can be seen. */
  #matters(index: number, source: Source): boolean {
    const { flow } = this.#call;
    const condition = flow.conditions[index];
    if (condition === undefined) {
      return false;
    }
    const isDecision = condition.kind === 'branch' || condition.kind === 'select';
    if (!isDecision || source.kind === 'memory') {
      return true;
    }
    const before = [...this.#widthOf(source), ...flow.conditions.slice(0, index)];
    const solution = turned(flow, before, condition, source);
    if (solution.kind !== 'value') {
      return solution.kind === 'unknown';
    }
    const values = new Map([[source, solution.value]]);
    const other = followCall(this.#tools, this.#situation, this.#immediate, { values });
    this.#key ??= this.#keyOf(this.#call);
    return other.flow.refusal !== undefined || this.#keyOf(other) !== this.#key;
  }

  #widthOf(source: Source): Constraint<Source>[] {
    const isNarrow = this.#situation.caller.origin === 'aarch32';
    if (!isNarrow || source.kind !== 'register' || !/^x\d/.test(source.register)) {
      return [];
    }
    const { builder } = this.#call.flow;
    const high = builder.extract(builder.input(source, 64), narrowWidth, 64 - narrowWidth);
    const none = builder.constant(0, 64 - narrowWidth);
    return [{ expression: builder.compare('eq', high, none), holds: true }];
  }

  #keyOf(call: FollowedCall): string {
    const effect = { ...effectOfFlow(call, this.#setting), steady: true };
    const events = eventsOf(call.record).map(({ instruction, operand }) => [instruction, operand]);
    return JSON.stringify([effectKey(effect), events]);
  }
}

/** The register that a source is, if it means what software says; `pstate` for its flags. VTTBR_EL2 says who calls. */
function inputRegister(source: Source): RegisterName | undefined {
  if (source.kind === 'flags') {
    return 'pstate';
  }
  const isInput =
    source.kind === 'register' && (isNobodys(source.register) || source.register === 'vttbr_el2');
  return isInput ? source.register : undefined;
}

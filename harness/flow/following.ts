import type { Location } from '../architecture/a64/form.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import { currentLevel } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { systemConstant } from '../architecture/system-constants.ts';
import { parseGenericName } from '../architecture/system-encoding.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { ExpressionBuilder } from '../expression/builder.ts';
import type { Step } from '../machine/machine.ts';
import type { ConditionKind, PathCondition } from './condition.ts';
import type { Flow, FlowRefusal, FlowStore, LoadedByte } from './flow.ts';
import type { FlowValue } from './flow-state.ts';
import { FlowState, flagsLow, masksLow } from './flow-state.ts';
import { placeOf } from './location.ts';
import type { Source } from './source.ts';
import { Sources } from './source.ts';

/** What the values of a flow are made with. Flows that share it have equal values in common. */
export interface FlowLanguage {
  readonly builder: ExpressionBuilder<Source>;
  readonly sources: Sources;
}

export function newFlowLanguage(): FlowLanguage {
  return { builder: new ExpressionBuilder<Source>(), sources: new Sources() };
}

/** What is known of a call up to the step that is followed. */
export class Following {
  readonly builder: ExpressionBuilder<Source>;
  readonly sources: Sources;
  readonly state: FlowState;
  /** The registers as numbers. */
  readonly live: State;
  readonly stores: FlowStore[] = [];
  readonly #record: CallRecord;
  readonly #values = new Map<Source, bigint>();
  readonly #conditions: PathCondition[] = [];
  readonly #conditionNodes = new Set<FlowValue>();
  readonly #makers = new Map<FlowValue, number>();
  readonly #loaded = new Map<bigint, LoadedByte>();
  readonly #called: FlowState[] = [];
  readonly #guests: FlowState[] = [];
  /** The registers before the call. */
  readonly before: FlowState;
  #entry: FlowState | undefined;
  #refusal: FlowRefusal | undefined;

  constructor(record: CallRecord, { builder, sources }: FlowLanguage) {
    this.builder = builder;
    this.sources = sources;
    this.#record = record;
    this.live = record.before.clone();
    this.state = new FlowState(this.builder, this.sources);
    const pstate = record.before.get('pstate');
    this.give(this.sources.flags, (pstate >> BigInt(flagsLow)) & 0xfn);
    this.give(this.sources.masks, (pstate >> BigInt(masksLow)) & 0xfn);
    this.state.setPstate(pstate);
    this.before = this.state.snapshot();
  }

  /** What a source was in the base. */
  readonly base = (source: Source, width: number): bigint => {
    const value =
      source.kind === 'register'
        ? this.#record.before.get(source.register)
        : (this.#values.get(source) ?? 0n);
    return BigInt.asUintN(width, value);
  };

  /** Says what a source was, if that is not known yet. */
  give(source: Source, value: bigint): void {
    if (!this.#values.has(source)) {
      this.#values.set(source, value);
    }
  }

  /** A source that was that, as a value of that width in bits. */
  source(source: Source, value: bigint, width: number): FlowValue {
    this.give(source, value);
    return this.builder.input(source, width);
  }

  refuse(reason: string, at: bigint | undefined): void {
    this.#refusal ??= { reason, at };
  }

  /** Notes a condition of the call's way, of 1 bit. */
  condition(
    kind: ConditionKind,
    step: number,
    expression: FlowValue,
    holds: boolean,
    more: Pick<PathCondition, 'decidedBy' | 'equation'> = {},
  ): void {
    if (expression.kind !== 'constant' && !this.#conditionNodes.has(expression)) {
      this.#conditionNodes.add(expression);
      this.#conditions.push({ kind, step, expression, holds, ...more });
    }
  }

  /** The same, that a value was that number; `isVirtual` as in the condition. */
  equals(
    kind: ConditionKind,
    step: number,
    value: FlowValue,
    number: bigint,
    isVirtual = false,
  ): void {
    const { builder } = this;
    const expected = builder.constant(number, value.width);
    const expression = builder.compare('eq', value, expected);
    const equation = isVirtual ? { value, number, isVirtual } : { value, number };
    this.condition(kind, step, expression, true, { equation });
  }

  /** A load reads a byte of which nothing was known. */
  loads(physical: bigint, byte: LoadedByte): void {
    if (!this.#loaded.has(physical)) {
      this.#loaded.set(physical, byte);
    }
  }

  /** A step wrote or stored this value. */
  made(value: FlowValue, step: number): void {
    if (value.kind !== 'constant' && value.kind !== 'input' && !this.#makers.has(value)) {
      this.#makers.set(value, step);
    }
  }

  /** The call is about to execute what is at an address: what was captured there is seen here, too. */
  arrive(address: bigint): void {
    while (this.#record.called[this.#called.length]?.address === address) {
      this.#called.push(this.state.snapshot());
    }
  }

  /** A world below EL2 is entered. */
  noteGuest(): void {
    this.#guests.push(this.state.snapshot());
  }

  /** The registers before the call, as numbers. */
  get start(): State {
    return this.#record.before;
  }

  noteEntry({ targetEl }: ExceptionEntry): void {
    if (targetEl === 2) {
      this.#entry ??= this.state.snapshot();
    }
  }

  get hasEntered(): boolean {
    return this.#entry !== undefined;
  }

  /** Does to the numbers what the step did. */
  apply({ changes }: Step): void {
    for (const { register, after } of changes) {
      this.live.set(register, after);
    }
  }

  /**
   * A register that identifies the processor is a number. What runs by itself, or is no register of a state, is a source
   * of its own. Undefined for anything else.
   */
  fresh(location: Location, { changes }: Step, step: number): FlowValue | undefined {
    const place = placeOf(location);
    const encoding = place.kind === 'unknown' ? parseGenericName(location) : undefined;
    const { processor } = this.live;
    const fixed =
      currentLevel(this.live) === 2 && encoding ? systemConstant(encoding, processor) : undefined;
    if (fixed !== undefined) {
      return this.builder.constant(fixed, 64);
    }
    const isFresh =
      place.kind === 'unknown' ||
      (place.kind === 'register' && registerInfo(place.register).volatile);
    if (!isFresh) {
      return undefined;
    }
    return this.source(this.sources.read(location, step), changes[0]?.after ?? 0n, 64);
  }

  /** What a location holds, as a number; `sp` is the stack pointer in use. */
  number(location: Location, sp: RegisterName, pc: bigint): bigint {
    const place = placeOf(location);
    switch (place.kind) {
      case 'register':
        return this.live.get(place.register);
      case 'stack-pointer':
        return this.live.get(sp);
      case 'pc':
        return pc;
      case 'pstate': {
        const { low, width, shift } = place;
        return BigInt.asUintN(width, this.live.get('pstate') >> BigInt(low)) << BigInt(shift);
      }
      case 'internal':
      case 'unknown':
        return 0n;
    }
  }

  finish(regions: readonly PlacedRegion[]): Flow {
    while (this.#called.length < this.#record.called.length) {
      this.#called.push(this.state.snapshot());
    }
    return {
      builder: this.builder,
      sources: this.sources,
      regions,
      base: this.base,
      conditions: this.#conditions,
      stores: this.stores,
      before: this.before,
      after: this.state,
      called: this.#called,
      guests: this.#guests,
      entry: this.#entry,
      addressOf: (physical) => this.#loaded.get(physical),
      makerOf: (value) => this.#makers.get(value),
      refusal: this.#refusal,
    };
  }
}

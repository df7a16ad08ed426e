import { given } from '../collections/given.ts';
import { evaluate } from '../abi/evaluate.ts';
import type { Operation, Vectors } from '../abi/abi.ts';
import { bitsOfNumber, numbersOf } from '../abi/number.ts';
import { selectorOf } from '../abi/selector.ts';
import type { Expected, Expression, Placed, RegionCell } from '../abi/expression.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Resumption } from '../architecture/return-address.ts';
import { argumentRegisters } from '../architecture/registers.ts';
import { slotOffset, slotSize, slots } from '../architecture/slot.ts';
import type { State } from '../architecture/state.ts';
import type { Place } from '../diagnostics/place.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Origin } from '../calls/caller.ts';
import type { Action, Test, TestStep } from '../fixture/test.ts';
import type { Call, Callee, EndPoint, FreeNumber, MemoryTarget } from '../judge/call.ts';
import type { Outcome, RaisedException } from '../machine/machine.ts';
import { immediateOf } from './call-action.ts';
import { callerStops } from './caller-stops.ts';
import type { CallSite } from '../calls/call-sites.ts';
import { originOf } from './origin.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { Session } from './session.ts';
import { defaultFunction } from '../fixture/test.ts';
import { inputsOf } from '../expression/expression.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { RegionMap, RegionUse } from '../calls/region-map.ts';
import { startState } from '../calls/start-state.ts';

/** PSTATE at EL2t with DAIF masked: only code on SP_EL0 reaches the first four slots. */
const el2WithSp0 = 0x3c8n;

/** A step of a test, ready to run: what the judge needs, and what makes the call needs besides it. */
export interface Plan {
  readonly call: Call;
  readonly stops: ReadonlyMap<bigint, Outcome>;
  readonly functions: ReadonlySet<bigint>;
  /** Functions of the image that the call is to call: they run by themselves, and their entries are seen. */
  readonly captures: ReadonlySet<bigint>;
  /** What memory must hold before the call. */
  readonly memory: readonly { readonly address: bigint; readonly bytes: Uint8Array }[];
}

export interface PlanSetting {
  readonly session: Session;
  readonly test: Test;
  readonly step: TestStep;
  readonly site: CallSite;
  /** The state that the step before left; undefined for the first. */
  readonly before: State | undefined;
  readonly seed: number;
}

/** Turns a step of a test into a call. Throws an HcallError for a symbol that does not exist. */
export function planStep(setting: PlanSetting): Plan {
  return new Planner(setting).plan();
}

class Planner {
  readonly #session: Session;
  readonly #step: TestStep;
  readonly #site: CallSite;
  readonly #origin: Origin;
  readonly #vectors: Vectors;
  #operation: Operation | undefined;
  readonly #state: State;
  readonly #seed: number;
  readonly #declared: Set<RegisterName>;
  readonly #regions: RegionMap;
  /** Whether the step before has left nothing. */
  readonly #isFirst: boolean;
  /** Registers that get a value from the test, its ABI or the operation. */
  readonly #valued: ReadonlySet<RegisterName>;

  constructor({ session, test, step, site, before, seed }: PlanSetting) {
    this.#session = session;
    this.#step = step;
    this.#site = site;
    this.#seed = seed;
    this.#origin = originOf(step);
    const table = session.address(test.vectors.table, 'phys');
    const installed = before?.get('vbar_el2') ?? table;
    this.#vectors =
      installed === table
        ? test.vectors.contract
        : (session.vectorsAt(installed) ?? test.vectors.contract);
    this.#operation = this.#operationOf(step.action);
    const start = { origin: this.#origin, table, seed, state: this.#vectors.state };
    this.#state = startState(session.resetState, start);
    if (step.action.kind === 'raise' && step.action.slot.startsWith('current-sp0')) {
      this.#state.set('pstate', el2WithSp0);
    }
    if (before !== undefined) {
      const pstate = this.#state.get('pstate');
      this.#state.copyFrom(before);
      this.#state.set('pstate', pstate);
    }
    this.#declared = new Set(this.#vectors.inputs);
    this.#isFirst = before === undefined;
    this.#regions = session.regionMap(test.regions.values());
    this.#valued = new Set([
      ...this.#vectors.state.keys(),
      ...test.steps
        .slice(0, test.steps.indexOf(step) + 1)
        .flatMap(({ given }) => [...given.keys()]),
      ...this.#valuedInputs(step.action),
    ]);
  }

  plan(): Plan {
    const { action, expectation } = this.#step;
    this.#checkObservable();
    this.#regions.point(this.#state, this.#regionUse);
    this.#regions.registers(this.#regionUse).forEach((register) => this.#declared.add(register));
    this.#setInputs(action);
    for (const [register, { value, place }] of this.#given()) {
      this.#set(register, this.#evaluate(value, place));
    }
    this.#operation = this.#selectedOperation() ?? this.#operation;
    const regions = this.#regions.place(this.#state, this.#regionUse, this.#isFirst);
    this.#state.set('pc', this.#site.address);
    const memory = this.#memoryBefore(regions);
    const outcome = this.#outcome;
    // What it delivers holds where it ends as it is to: for a routine, too.
    const operation = outcome === this.#operation?.outcome ? this.#operation : undefined;
    const results = new Map<RegisterName, Expected>([
      ...unplaced(operation?.results ?? new Map<RegisterName, Placed<Expected>>()),
      ...unplaced(expectation.registers),
    ]);
    const targets = this.#memoryTargets();
    const expected = [...results.values(), ...targets.map(({ value }) => value)];
    const cell = this.#cells(expected, memory);
    const call: Call = {
      state: this.#state,
      start: startOf(action),
      cause: this.#causeOf(action),
      outcome,
      at: this.#endPoint(),
      returns: { declared: expectation.returns, atExits: this.#exitReturns() },
      results,
      memory: targets,
      regions,
      events: expectation.events,
      inputs: this.#operation?.inputs ?? new Map(),
      declared: this.#declared,
      freeNumber: this.#freeNumber(),
      mayChange: this.#mayChange(results),
      keeps: 'memory',
      callee: this.#callee(operation),
      scrambled: this.#scrambled(action, results),
      interesting: this.#interesting(),
      generalRegisterBits: this.#registerBits,
      seed: this.#seed,
      symbol: (name, how) => this.#session.address(name, how),
      region: (name) => this.#regionAddress(name, this.#step.place),
      cell,
      isFixed: this.#session.isFixed,
      nameOf: (address) => this.#session.nameOf(address),
    };
    return {
      call,
      ...this.#stops(call, action),
      captures: new Set(
        call.callee === undefined
          ? []
          : this.#session.placesOf(this.#state.get(call.callee.function)),
      ),
      memory,
    };
  }

  #memoryBefore(regions: readonly PlacedRegion[]): Plan['memory'] {
    return [
      ...(this.#isFirst ? this.#regions.contents(regions, this.#regionUse, this.#seed) : []),
      ...this.#step.memory.map(({ address, size, value, place }) => ({
        address: this.#mappedAddress(address, size, place),
        bytes: littleEndian(this.#evaluate(value, place), size),
      })),
    ];
  }

  /** What cells of regions hold before the call, as far as these expressions need them. */
  #cells(expressions: readonly Expected[], memory: Plan['memory']): Call['cell'] {
    const cells = expressions.flatMap((each) =>
      each.kind === 'any'
        ? []
        : [...inputsOf(each)].flatMap(({ name }) => (name.kind === 'cell' ? [name] : [])),
    );
    const values = new Map(cells.map((cell) => [keyOf(cell), this.#cellValue(cell, memory)]));
    return (cell) => values.get(keyOf(cell)) ?? notYetKnown();
  }

  #cellValue({ region, offset, size }: RegionCell, memory: Plan['memory']): bigint {
    const address = this.#regionAddress(region, this.#step.place) + BigInt(offset);
    const held = this.#session.machine.read(address, size).slice();
    for (const { address: from, bytes } of memory) {
      for (const [index, byte] of bytes.entries()) {
        const at = Number(from + BigInt(index) - address);
        if (at >= 0 && at < size) {
          held[at] = byte;
        }
      }
    }
    return held.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }

  get #regionUse(): RegionUse {
    return {
      inputs: this.#operation?.inputs ?? new Map<string, RegisterName>(),
      given: this.#valued,
      isNarrow: this.#origin === 'aarch32',
    };
  }

  /** What the step gives, the address of a region after the registers that it may depend on. */
  #given(): (readonly [RegisterName, Placed<Expression>])[] {
    const given = [...this.#step.given];
    return [
      ...given.filter(([, each]) => !isOfRegion(each)),
      ...given.filter(([, each]) => isOfRegion(each)),
    ];
  }

  /** The registers that `#setInputs` gives values. */
  #valuedInputs(action: Action): RegisterName[] {
    const { inputs, calls } = this.#operation ?? {};
    const named = action.kind === 'operation' ? [...action.inputs.keys()] : [];
    const { write } = selectorOf(this.#session.abi.selector);
    const selector =
      action.kind === 'operation' ? write(action.operation.number).registers.keys() : [];
    return [
      ...selector,
      ...[...named, ...(calls === undefined ? [] : [calls.input])].flatMap(
        (name) => inputs?.get(name) ?? [],
      ),
    ];
  }

  #regionAddress(name: string, place: Place): bigint {
    const address = this.#regions.addressOf(name, this.#state, this.#regionUse);
    if (address === undefined) {
      throw problemAt(
        'unknown-region',
        `the region '${name}' is not there in this call`,
        place,
        'its address is an input that the operation does not have, or the test gives a register that leads to no memory',
      );
    }
    return address;
  }

  get #outcome(): Outcome {
    return this.#step.expectation.outcome?.value ?? this.#ownOutcome;
  }

  /** How the call ends by the ABI. A routine comes back, whatever the operation does that it makes. */
  get #ownOutcome(): Outcome {
    const { kind } = this.#step.action;
    return kind === 'operation' ? (this.#operation?.outcome ?? 'returned') : 'returned';
  }

  /** Where the call ends, and the functions that come back: not one that the operation leaves for. */
  #stops(call: Call, action: Action): Pick<Plan, 'stops' | 'functions'> {
    const { stops, functions } = this.#session;
    const back = new Map<bigint, Outcome>([
      ...stops,
      ...callerStops(call, action, this.#state, this.#site, this.#session),
    ]);
    switch (this.#outcome) {
      case 'called':
        return { stops: back, functions: new Set() };
      case 'jumped': {
        const target = this.#session.address(defaultFunction, 'phys');
        const others = [...functions].filter((address) => address !== target);
        return { stops: back.set(target, 'jumped'), functions: new Set(others) };
      }
      default:
        return { stops: back, functions };
    }
  }

  /** What the machine cannot show would pass whatever the code does. */
  #checkObservable(): void {
    const { given, expectation } = this.#step;
    for (const [register, { place }] of [...given, ...expectation.registers]) {
      if (!this.#session.machine.observable.has(register)) {
        throw problem('not-observable', `the machine cannot observe ${register}`, {
          place,
          note: 'it changes by itself, or the engine has it as a constant: leave it out',
        });
      }
    }
  }

  /** The operation as the vectors that are installed at this step answer it. */
  #operationOf(action: Action): Operation | undefined {
    switch (action.kind) {
      case 'operation':
        return this.#vectors.operations.get(action.operation.name) ?? action.operation;
      case 'routine': {
        const name = this.#session.abi.routines.get(action.symbol)?.operation;
        return name === undefined ? undefined : this.#vectors.operations.get(name);
      }
      case 'hvc':
      case 'instruction':
      case 'raise':
        return undefined;
    }
  }

  /**
   * The operation that the test's own value of the selector register means, when a routine passes that register on: in
   * the x0 ABI, kvm_call_hyp(NULL) reads the vectors.
   */
  #selectedOperation(): Operation | undefined {
    const { register } = selectorOf(this.#session.abi.selector);
    if (this.#step.action.kind !== 'routine' || register === undefined) {
      return undefined;
    }
    const number = this.#state.get(register);
    return this.#step.given.has(register)
      ? [...this.#vectors.operations.values()].find((operation) => operation.number === number)
      : undefined;
  }

  /** Puts the operation's number and inputs into their registers. A function that the test does not name is the default one. */
  #setInputs(action: Action): void {
    const operation = this.#operation;
    if (operation === undefined) {
      return;
    }
    if (action.kind === 'operation') {
      const { register, write } = selectorOf(this.#session.abi.selector);
      if (register !== undefined) {
        this.#declared.add(register);
      }
      for (const [carrier, number] of write(operation.number).registers) {
        this.#set(carrier, number);
      }
    }
    for (const [name, register] of operation.inputs) {
      this.#declared.add(register);
      if (operation.calls?.input === name) {
        // Who does not come back may have switched off the MMU.
        const how = operation.outcome === 'jumped' ? 'phys' : 'link';
        this.#set(register, this.#session.address(defaultFunction, how));
      }
    }
    if (action.kind === 'operation') {
      for (const [name, { value, place }] of action.inputs) {
        const register = operation.inputs.get(name);
        if (register !== undefined) {
          this.#set(register, this.#evaluate(value, place));
        }
      }
    }
  }

  #set(register: RegisterName, value: bigint): void {
    this.#declared.add(register);
    this.#state.set(register, value);
  }

  /** An expression whose registers are those before the call; `place` is where it stands. */
  #evaluate(expression: Expression, place: Place = this.#step.place): bigint {
    return evaluate(expression, {
      register: (register) => this.#state.get(register),
      input: (name) => this.#state.get(this.#operation?.inputs.get(name) ?? 'x0'),
      symbol: (name, how) => this.#session.address(name, how, place),
      region: (name) => this.#regionAddress(name, place),
      cell: notYetKnown,
    });
  }

  #causeOf(action: Action): ExceptionCause | undefined {
    const makesHvc = action.kind === 'operation' || action.kind === 'hvc';
    return makesHvc && this.#origin !== 'el0'
      ? { kind: 'hvc', immediate: immediateOf(action, this.#session.abi) }
      : undefined;
  }

  #endPoint(): EndPoint | undefined {
    const { at } = this.#step.expectation;
    if (at === undefined) {
      return undefined;
    }
    const label = at.value;
    const slot = slots.find((name) => name === label);
    if (slot !== undefined) {
      const low = this.#state.get('vbar_el2') + BigInt(slotOffset(slot));
      return { low, high: low + BigInt(slotSize), label };
    }
    const low = this.#session.address(label, 'phys', at.place);
    const size = this.#session.lookup.find(label)?.size ?? 0n;
    return { low, high: low + (size > 4n ? size : 4n), label };
  }

  /** Throws `memory-not-mapped` where there is no memory for all `size` bytes. */
  #mappedAddress(expression: Expression, size: number, place: Place): bigint {
    const address = this.#evaluate(expression, place);
    if (!this.#session.machine.isMapped(address, size)) {
      const bytes = size === 1 ? '1 byte' : `${size} bytes`;
      throw problemAt(
        'memory-not-mapped',
        `there is no memory for ${bytes} at 0x${address.toString(16)}`,
        place,
        "'hcall doctor' prints the memory map; data of a test fits into its region 'data'",
      );
    }
    return address;
  }

  #memoryTargets(): MemoryTarget[] {
    return this.#step.expectation.memory.map(({ address, size, value, place }) => ({
      address: this.#mappedAddress(address, size, place),
      size,
      value,
    }));
  }

  /** At an exit, what the exit allows; elsewhere, what the handlers, the operation and the routine may clobber. */
  #mayChange(results: ReadonlyMap<RegisterName, Expected>): Set<RegisterName> {
    const { at } = this.#step.expectation;
    const outcome = this.#outcome;
    const exits = [...this.#session.abi.exits.values()].filter(
      (exit) => exit.outcome === outcome && (at === undefined || at.value === exit.symbol),
    );
    const isOwn = this.#step.action.kind === 'operation' && outcome === this.#ownOutcome;
    const declared = isOwn ? this.#clobbers() : [];
    const allowed =
      exits.length > 0
        ? [...declared, ...exits.flatMap((exit) => [...exit.mayChange])]
        : this.#clobbers();
    return new Set([...allowed, ...results.keys()]);
  }

  /** What the exits say, by their addresses. */
  #exitReturns(): Map<bigint, Resumption> {
    return new Map(
      [...this.#session.abi.exits.values()].flatMap(
        ({ symbol, returns }): [bigint, Resumption][] =>
          returns === undefined ? [] : [[this.#session.address(symbol, 'phys'), returns]],
      ),
    );
  }

  #clobbers(): RegisterName[] {
    const isRoutine = this.#step.action.kind === 'routine';
    return [
      ...this.#vectors.clobbers,
      ...(this.#operation?.clobbers ?? []),
      ...(isRoutine ? [...this.#session.abi.callerClobbers, 'x30' as const] : []),
    ];
  }

  #callee(operation: Operation | undefined): Callee | undefined {
    const calls = operation?.calls;
    const register = operation?.inputs.get(calls?.input ?? '');
    if (operation === undefined || calls === undefined || register === undefined) {
      return undefined;
    }
    const sources = calls.arguments.map((name) => operation.inputs.get(name) ?? register);
    const passed = argumentRegisters
      .slice(0, sources.length)
      .map((target, index) => [target, sources[index] ?? register] as const);
    return { function: register, arguments: new Map(passed) };
  }

  /**
   * An operation without a number, or with one that is no operation's, is meant by every number that is none. Of a register
   * that carries an input, or what the test gives, nothing is free.
   */
  #freeNumber(): FreeNumber | undefined {
    const operation = this.#operation;
    const { selector } = this.#session.abi;
    const { register } = selectorOf(selector);
    const known = this.#vectors.operations;
    const isCarrierTaken =
      register !== undefined &&
      (this.#step.given.has(register) ||
        [...(operation?.inputs.values() ?? [])].includes(register));
    if (this.#step.action.kind !== 'operation' || operation === undefined || isCarrierTaken) {
      return undefined;
    }
    const bits = Math.min(bitsOfNumber(selector, known), this.#registerBits);
    const others = numbersOf(known);
    const { number } = operation;
    if (number === undefined || !others.includes(number)) {
      return { register, bits, number: undefined, others };
    }
    return register !== undefined && bits < this.#registerBits
      ? { register, bits, number, others: [] }
      : undefined;
  }

  get #registerBits(): 32 | 64 {
    return this.#origin === 'aarch32' ? 32 : 64;
  }

  /** What handlers may clobber under a routine's HVC, its results and arguments aside. */
  #scrambled(action: Action, results: ReadonlyMap<RegisterName, Expected>): Set<RegisterName> {
    return action.kind === 'routine'
      ? new Set([...this.#vectors.clobbers].filter((register) => !results.has(register)))
      : new Set();
  }

  #interesting(): bigint[] {
    const numbers = [...this.#session.abi.operations.values()].flatMap(
      ({ number }) => number ?? [],
    );
    return [...new Set([...numbers, ...this.#session.constants])];
  }
}

function startOf(action: Action): 'code' | RaisedException {
  if (action.kind !== 'raise') {
    return 'code';
  }
  const { slot, esr, far, hpfar, preferredReturn } = action;
  if (esr === undefined) {
    return {
      cause: { kind: slot.endsWith('/irq') ? 'irq' : slot.endsWith('/fiq') ? 'fiq' : 'serror' },
      slot,
    };
  }
  return {
    cause: {
      kind: 'synchronous',
      esr,
      preferredReturn,
      ...given({ far, hpfar }),
    },
    slot,
  };
}

function unplaced<Key>(placed: ReadonlyMap<Key, Placed<Expected>>): [Key, Expected][] {
  return [...placed].map(([key, { value }]) => [key, value]);
}

function littleEndian(value: bigint, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) =>
    Number((value >> BigInt(8 * index)) & 0xffn),
  );
}

function isOfRegion({ value }: Placed<Expression>): boolean {
  return [...inputsOf(value)].some(({ name }) => name.kind === 'region');
}

function keyOf({ region, offset, size }: RegionCell): string {
  return `${region} ${offset} ${size}`;
}

/** Only what is expected may depend on memory. */
function notYetKnown(): never {
  throw new Error('a cell is read where memory is not known');
}

import type { Clause } from '../abi/clause.ts';
import type { Expected, Reference, MemoryCell } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { StateMask } from '../architecture/state.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { frameMask, referenceOf } from '../calls/compared.ts';
import { isDead, stackAt } from '../calls/dead-stack.ts';
import { isKeptAt } from '../calls/placed-region.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowState, FlowValue } from '../flow/flow-state.ts';
import { widthOf } from '../flow/flow-state.ts';
import type { Call } from './call.ts';
import {
  restoredBits,
  savedBits,
  cellsToRestore,
  cellsToSave,
  registersRestored,
  switchOf,
} from './contexts.ts';

/** That something found is what is expected: 1 bit, over the sources of the call. */
export interface Agreement {
  /** What of the contract it is about. */
  readonly clause: Clause;
  readonly expression: FlowValue;
  /** What was found. */
  readonly found: FlowValue;
}

const byteWidth = 8;
const wordWidth = 64;

/**
 * What the check compares, as conditions on the sources of the call: results, the frame, memory and the arguments of
 * functions. What is the same whatever the sources are is left out. Where the call ends is a matter of its path.
 */
export function agreements(call: Call, base: CallRecord, flow: Flow): Agreement[] {
  const found = new Comparison(call, base, flow);
  found.results();
  found.frame();
  found.namedMemory();
  found.contexts();
  found.otherMemory();
  found.functionArguments();
  found.guestRegisters();
  return found.agreements;
}

class Comparison {
  readonly agreements: Agreement[] = [];
  readonly #call: Call;
  readonly #base: CallRecord;
  readonly #flow: Flow;
  readonly #named = new Set<bigint>();

  constructor(call: Call, base: CallRecord, flow: Flow) {
    this.#call = call;
    this.#base = base;
    this.#flow = flow;
  }

  results(): void {
    for (const [register, expected] of this.#call.results) {
      if (expected.kind !== 'any') {
        const found = this.#flow.after.register(register);
        this.#compare('results', found, this.#expected(expected, found.width));
      }
    }
  }

  /** As `Frame` says it, by the same mask. */
  frame(): void {
    const { after, entry } = this.#flow;
    const base = this.#base;
    const reference = referenceOf(base);
    const isEntry = reference === base.entry && !isBack(base);
    const free = new Set([...this.#call.mayChange, ...registersRestored(this.#call)]);
    const mask = frameMask(base.outcome, free);
    for (const register of after.written()) {
      const bits = maskOf(mask, register);
      if (bits === 0n) {
        continue;
      }
      const expected = isEntry
        ? entry?.register(register)
        : reference === base.before || register !== 'pstate'
          ? this.#before(register)
          : this.#flow.builder.constant(reference.get(register), widthOf(register));
      if (expected !== undefined) {
        const found = this.#masked(after.register(register), bits);
        // Another PSTATE is another end: the check says so.
        const clause = register === 'pstate' && isBack(base) ? 'outcome' : 'registers';
        this.#compare(clause, found, this.#masked(expected, bits));
      }
    }
  }

  namedMemory(): void {
    for (const { address, size, value } of this.#call.memory) {
      this.#name(address, size);
      if (value.kind !== 'any') {
        const found = this.#memory(this.#flow.after, address, size);
        this.#compare('memory', found, this.#expected(value, size * byteWidth));
      }
    }
  }

  /** As `ContextRule` says it. */
  contexts(): void {
    const { entry, before, after } = this.#flow;
    const { saves, restores, idle } = switchOf(this.#call, this.#base);
    for (const { registers } of [...saves, ...idle]) {
      registers.forEach(({ address, cell }) => this.#name(address, cell.size));
    }
    for (const each of saves.flatMap((context) => cellsToSave(this.#call, context))) {
      const found = this.#memory(after, each.address, each.cell.size);
      const expected = (entry ?? before).register(each.register);
      this.#compareBits('memory', savedBits(this.#call, each), found, expected);
    }
    for (const each of restores.flatMap((context) => cellsToRestore(this.#call, context))) {
      const bits = restoredBits(this.#call, each);
      this.#compareBits('registers', bits, after.register(each.register), this.#cell(each.cell));
    }
  }

  /** These bits of two values, of which each may be the wider one. */
  #compareBits(clause: Clause, bits: bigint, found: FlowValue, expected: FlowValue): void {
    const { builder } = this.#flow;
    const width = Math.min(found.width, expected.width);
    const [low, wanted] = [found, expected].map((value) =>
      this.#masked(builder.extract(value, 0, width), bits),
    ) as [FlowValue, FlowValue];
    this.#compare(clause, low, wanted);
  }

  #name(address: bigint, size: number): void {
    for (let byte = 0n; byte < size; byte += 1n) {
      this.#named.add(address + byte);
    }
  }

  /** As `MemoryFrame` says it: what is neither named, nor dead stack, nor a region that is no matter of values is as before. */
  otherMemory(): void {
    const left = this.#leftByStandIns();
    for (const { address, physical, size } of this.#flow.stores) {
      for (let byte = 0n; byte < size; byte += 1n) {
        const at = address + byte;
        const isKept = this.#call.keeps === 'memory' || stackAt(at) !== undefined;
        const isDeadStack = isDead({ address: at, size: 1 }, this.#base.before);
        const isFree = isDeadStack || !isKeptAt(this.#call.regions, at);
        if (isKept && !isFree && !this.#named.has(at)) {
          this.#named.add(at);
          this.#compare(
            'memory',
            this.#byte(this.#flow.after, physical + byte),
            left.get(physical + byte) ?? this.#initial(physical + byte),
          );
        }
      }
    }
  }

  /** What functions and firmware stored last at each byte, by its physical address: the vectors have to leave it there. */
  #leftByStandIns(): Map<bigint, FlowValue> {
    const { stores, builder } = this.#flow;
    const left = new Map<bigint, FlowValue>();
    for (const { physical, size, value } of stores.filter(({ isStandIn }) => isStandIn)) {
      for (let byte = 0; byte < size; byte += 1) {
        left.set(physical + BigInt(byte), builder.extract(value, byte * byteWidth, byteWidth));
      }
    }
    return left;
  }

  functionArguments(): void {
    const { callee } = this.#call;
    const entered = this.#flow.called[0];
    if (callee === undefined || entered === undefined) {
      return;
    }
    for (const [register, from] of callee.arguments) {
      this.#compare('arguments', entered.register(register), this.#before(from));
    }
  }

  /** As `GuestRule` says it, of the entry to the guest. */
  guestRegisters(): void {
    const [entered] = this.#flow.guests;
    for (const [register, { entered: value }] of this.#call.guest?.registers ?? []) {
      if (entered !== undefined && register !== 'pc') {
        const found = entered.register(register);
        this.#compare('registers', found, this.#flow.builder.constant(value, found.width));
      }
    }
  }

  #compare(clause: Clause, found: FlowValue, expected: FlowValue): void {
    const expression = this.#flow.builder.compare('eq', found, expected);
    if (expression.kind !== 'constant') {
      this.agreements.push({ clause, expression, found });
    }
  }

  #masked(value: FlowValue, bits: bigint): FlowValue {
    const { builder } = this.#flow;
    return builder.binary('and', value, builder.constant(bits, value.width));
  }

  #before(register: RegisterName): FlowValue {
    return this.#flow.before.register(register);
  }

  #memory(state: FlowState, address: bigint, size: number): FlowValue {
    const { builder } = this.#flow;
    let whole = this.#byte(state, address);
    for (let index = 1; index < size; index += 1) {
      whole = builder.concat(this.#byte(state, address + BigInt(index)), whole);
    }
    return whole;
  }

  #byte(state: FlowState, physical: bigint): FlowValue {
    return state.byte(physical)?.value ?? this.#initial(physical);
  }

  /** What bytes of memory held before the call. */
  #cell(cell: MemoryCell): FlowValue {
    const { builder } = this.#flow;
    const low = this.#call.cellAddress(cell);
    const bytes = Array.from({ length: cell.size }, (_, index) =>
      this.#initial(low + BigInt(index)),
    );
    return bytes.reduce((below, above) => builder.concat(above, below));
  }

  #initial(physical: bigint): FlowValue {
    const { builder, sources } = this.#flow;
    return builder.input(sources.memory(physical), byteWidth);
  }

  /** What an expectation stands for, as `valueOf` says it of numbers. */
  #expected(expected: Exclude<Expected, { kind: 'any' }>, width: number): FlowValue {
    const { builder } = this.#flow;
    const value = builder.substitute(expected, (reference, referenceWidth) => {
      const whole = this.#reference(reference);
      if (whole.width === referenceWidth) {
        return whole;
      }
      return whole.width > referenceWidth
        ? builder.extract(whole, 0, referenceWidth)
        : builder.extend('zero-extend', whole, referenceWidth);
    });
    return value.width > width
      ? builder.extract(value, 0, width)
      : builder.extend('zero-extend', value, width);
  }

  #reference(reference: Reference): FlowValue {
    switch (reference.kind) {
      case 'register':
        return reference.when === 'before'
          ? this.#before(reference.register)
          : this.#flow.after.register(reference.register);
      case 'input': {
        const register = this.#call.inputs.get(reference.name);
        if (register === undefined) {
          throw new Error(`the operation has no input '${reference.name}'`);
        }
        return this.#before(register);
      }
      case 'symbol': {
        const address = this.#call.symbol(reference.name, reference.how);
        return this.#flow.builder.constant(address, wordWidth);
      }
      case 'region':
        return this.#flow.builder.constant(this.#call.region(reference.name), wordWidth);
      case 'cell':
        return this.#cell(reference);
    }
  }
}

/** The bits of a register that a mask has. */
function maskOf(mask: StateMask, register: RegisterName): bigint {
  const { word, words } = registerInfo(register);
  let bits = 0n;
  for (let half = words * 2 - 1; half >= 0; half -= 1) {
    bits = (bits << 32n) | BigInt(mask[word * 2 + half] ?? 0);
  }
  return bits;
}

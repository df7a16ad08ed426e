import type { Expression, MemoryCell, Reference } from '../abi/expression.ts';
import { lostToNested } from '../architecture/exception-registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Deed } from '../calls/act.ts';
import { inputOf } from '../calls/act.ts';
import type { StepWrite } from '../machine/machine.ts';
import type { Place } from '../diagnostics/place.ts';
import type { LoadedByte } from './flow.ts';
import type { FlowState, FlowValue } from './flow-state.ts';
import { masksLow, parts, widthOf } from './flow-state.ts';
import type { Following } from './following.ts';
import { leftBits } from './source.ts';

const byteWidth = 8;
const wordWidth = 64;

/** Where in a call something is done that no instruction did. */
export interface ActStep {
  /** The step that called, which what is left is put down to. */
  readonly step: number;
  /** Functions and firmware before it. */
  readonly order: number;
  /** Whether a byte of memory, by its physical address, is code, or data that nothing writes. */
  readonly isFixed: (physical: bigint) => boolean;
}

/** What a function or firmware does to registers and memory, as values of the flow. `after` is what it left. */
export function followDeed(following: Following, deed: Deed, after: State, at: ActStep): void {
  new DeedFlow(following, deed, after, at).follow();
}

class DeedFlow {
  readonly #following: Following;
  readonly #deed: Deed;
  readonly #after: State;
  readonly #at: ActStep;
  /** At its entry. */
  readonly #entered: FlowState;

  constructor(following: Following, deed: Deed, after: State, at: ActStep) {
    this.#following = following;
    this.#deed = deed;
    this.#after = after;
    this.#at = at;
    this.#entered = following.state.snapshot();
  }

  follow(): void {
    const { act, changed, stores, misplaced } = this.#deed;
    const { returns, stores: declared, isInterrupted } = act.behaviour;
    for (const [register, bits] of act.changed) {
      if (!returns.has(register)) {
        this.#leave(register, bits);
      }
    }
    for (const register of isInterrupted ? lostToNested : []) {
      this.#write(register, this.#left(register, this.#after.get(register), wordWidth));
    }
    changed.forEach((write) => this.#change(write));
    for (const [index, write] of stores.entries()) {
      const { address, value, size, place } = declared[index] as (typeof declared)[number];
      const addressValue = this.#value(address, wordWidth, place);
      const accessed = write.virtual ?? write.address;
      this.#following.equals('address', this.#at.step, addressValue, accessed);
      this.#store(write, addressValue, this.#value(value, size * byteWidth, place));
    }
    for (const [register, { value, place }] of returns) {
      this.#write(register, this.#value(value, widthOf(register), place));
    }
    if (misplaced !== undefined) {
      const reason = `a stand-in stores to 0x${misplaced.address.toString(16)}, where no data can be`;
      this.#following.refuse(reason, undefined);
    }
  }

  #write(register: RegisterName, value: FlowValue): void {
    const { state } = this.#following;
    this.#following.made(value, this.#at.step);
    state.write(register, value, this.#at.step);
  }

  #left(register: RegisterName, value: bigint, width: number): FlowValue {
    const { sources } = this.#following;
    return this.#following.source(sources.left(register, this.#at.order), value, width);
  }

  /** What it may change of a register holds anything. */
  #leave(register: RegisterName, bits: bigint): void {
    const { state, builder } = this.#following;
    const { low, width } = leftBits(register);
    const number = this.#after.get(register);
    const left = this.#left(register, BigInt.asUintN(width, number >> BigInt(low)), width);
    if (register === 'pstate') {
      const masks = state.bits(masksLow, parts.masks);
      this.#write(register, state.pstate(number, left, masks));
    } else if (low > 0) {
      const kept = builder.extract(state.register(register), 0, low);
      this.#write(register, builder.concat(left, kept));
    } else if (bits === BigInt.asUintN(width, -1n)) {
      this.#write(register, left);
    } else {
      const [changes, keeps] = [bits, BigInt.asUintN(width, ~bits)].map((mask) =>
        builder.constant(mask, width),
      ) as [FlowValue, FlowValue];
      const kept = builder.binary('and', state.register(register), keeps);
      this.#write(register, builder.binary('or', kept, builder.binary('and', left, changes)));
    }
  }

  /** Bytes of a region that hold anything. */
  #change(write: StepWrite): void {
    const { builder, sources } = this.#following;
    const bytes = Array.from({ length: write.size }, (_, index) =>
      this.#following.source(
        sources.leftByte(write.physical + BigInt(index), this.#at.order),
        BigInt.asUintN(byteWidth, write.after >> BigInt(index * byteWidth)),
        byteWidth,
      ),
    );
    this.#store(
      write,
      builder.constant(write.address, wordWidth),
      bytes.reduce((below, above) => builder.concat(above, below)),
    );
  }

  #store({ address, physical, size }: StepWrite, addressValue: FlowValue, value: FlowValue): void {
    const { step } = this.#at;
    this.#following.made(value, step);
    this.#following.state.store(physical, value, step);
    this.#following.stores.push({
      step,
      address,
      addressValue,
      physical,
      size,
      value,
      isStandIn: true,
    });
  }

  /** What an expression of the act stands for, in so many bits. */
  #value(expression: Expression, width: number, place: Place): FlowValue {
    const { builder } = this.#following;
    const value = builder.substitute(expression, (reference, own) =>
      resized(this.#following, this.#reference(reference, place), own),
    );
    return resized(this.#following, value, width);
  }

  #reference(reference: Reference, place: Place): FlowValue {
    const { names } = this.#deed;
    const { builder, before } = this.#following;
    switch (reference.kind) {
      case 'register':
        return (reference.when === 'before' ? before : this.#entered).register(reference.register);
      case 'input':
        return before.register(inputOf(names, reference.name));
      case 'symbol':
        return builder.constant(names.symbol(reference.name, reference.how, place), wordWidth);
      case 'region':
        return builder.constant(names.region(reference.name, place).address, wordWidth);
      case 'cell':
        return this.#cell(reference, place);
    }
  }

  /** What bytes of memory held before the call. */
  #cell(cell: MemoryCell, place: Place): FlowValue {
    const { builder } = this.#following;
    const { address = 0n, value = 0n } = this.#deed.cells.get(cell) ?? {};
    const addressValue = this.#value(cell.address, wordWidth, place);
    this.#following.equals('address', this.#at.step, addressValue, address);
    const bytes = Array.from({ length: cell.size }, (_, index) =>
      this.#initial(
        address + BigInt(index),
        BigInt.asUintN(byteWidth, value >> BigInt(index * byteWidth)),
        { addressValue, offset: BigInt(index) },
      ),
    );
    return bytes.reduce((below, above) => builder.concat(above, below));
  }

  #initial(address: bigint, value: bigint, loaded: LoadedByte): FlowValue {
    const { builder, sources } = this.#following;
    if (this.#at.isFixed(address)) {
      return builder.constant(value, byteWidth);
    }
    this.#following.loads(address, loaded);
    return this.#following.source(sources.memory(address), value, byteWidth);
  }
}

function resized({ builder }: Following, value: FlowValue, width: number): FlowValue {
  return value.width > width
    ? builder.extract(value, 0, width)
    : builder.extend('zero-extend', value, width);
}

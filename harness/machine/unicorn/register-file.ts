import type { ProcessorModel } from '../../architecture/processor-model.ts';
import { registers, stateWords, wordOf } from '../../architecture/registers.ts';
import type { RegisterInfo } from '../../architecture/registers.ts';
import { systemRegisterFeature } from '../../architecture/system-register-features.ts';
import { heldBits } from '../../architecture/system-register-rows.ts';
import { createState } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import { isKept } from '../own-registers.ts';
import type { Arena } from './arena.ts';
import { UC } from './binding.ts';
import { givenTo, modelOf, takenFrom } from './engine-model.ts';
import type { EngineModel } from './engine-model.ts';

/** The arguments of one uc_reg_read_batch or uc_reg_write_batch. */
export interface CallSeries {
  /** Addresses of the arrays of register ids and of pointers to values. */
  readonly ids: number;
  readonly pointers: number;
  readonly count: number;
}

/** A batch with room for any system registers after the fixed ones. */
interface OpenBatch {
  /** The fixed ones. */
  readonly batch: CallSeries;
  /** The pointers after theirs. */
  readonly rest: BigUint64Array;
}

interface Slot {
  readonly id: number;
  readonly address: number;
}

/** The engine's id of x0-x30; 31 is SP. */
export function generalId(register: number): number {
  if (register === 31) {
    return UC.ARM64_REG_SP;
  }
  return register < 29 ? UC.ARM64_REG_X0 + register : UC.ARM64_REG_X29 + register - 29;
}

function slot(id: number, address: number): Slot {
  return { id, address };
}

/** Bytes of a uc_arm64_cp_reg: crn, crm, op0, op1, op2 as 32-bit numbers, the value at 24. */
const systemStructSize = 32;

/** PSTATE at EL3h with DAIF masked. */
const el3h = 0x3cdn;

/**
 * System registers of the engine, those that not every model has at the end; SCR_EL3 belongs to the machine, which needs its own
 * value to reach EL1 and EL2.
 */
export const engineSystemRegisters: readonly RegisterInfo[] = registers.filter(
  (info) =>
    info.kind === 'system' && !info.volatile && info.name !== 'scr_el3' && !isKept(info.name),
);

/** Whether Armv8.0 does not have it. */
const isLater = ({ encoding }: RegisterInfo): boolean =>
  encoding !== undefined && systemRegisterFeature(encoding) !== undefined;

/** For each of them, the index of its low half in `State.halves`. */
export const engineSystemHalves: readonly number[] = engineSystemRegisters.map(
  ({ word }) => word * 2,
);

/**
 * The registers in native memory, laid out so that one engine call moves many of them: a `State` whose words the
 * engine reads and writes in place, and a structure for each system register.
 */
export class RegisterFile {
  /** The machine's registers. */
  readonly live: State;
  /** Enters any level by an ERET at EL3. */
  readonly byReturn: CallSeries;
  /** What code without FP/SIMD instructions can change, system registers aside. */
  readonly integer: CallSeries;
  /** FPCR, FPSR and v0-v31. */
  readonly vectors: CallSeries;
  /** 32-bit view of `sp`, the stack pointer in use, low half first. */
  readonly sp: Uint32Array;
  /** As `sp`: where the ERET goes, and the PSTATE that it gives. */
  readonly returnAddress: Uint32Array;
  readonly returnPstate: Uint32Array;
  readonly #arena: Arena;
  readonly #model: EngineModel;
  /** Of the system registers, the engine has so many. */
  readonly #count: number;
  readonly #structs: Uint32Array;
  /** The native address of each system register's structure. */
  readonly #structAddresses: readonly bigint[];
  readonly #direct: OpenBatch;
  readonly #system: OpenBatch;

  constructor(arena: Arena, processor: ProcessorModel) {
    this.#arena = arena;
    this.#model = modelOf(processor);
    this.#count = engineSystemRegisters.filter(
      (info) => !isLater(info) || heldBits(info, processor) !== 0n,
    ).length;
    const live = arena.words(stateWords);
    this.live = createState(processor, live.view);
    const at = (name: Parameters<typeof wordOf>[0]): number => live.address + wordOf(name) * 8;

    const x = Array.from({ length: 31 }, (_, n) => slot(generalId(n), live.address + n * 8));
    const banked = [0, 1, 2].map((n) => slot(UC.ARM64_REG_SP_EL0 + n, at('sp_el0') + n * 8));
    const fpControl = [slot(UC.ARM64_REG_FPCR, at('fpcr')), slot(UC.ARM64_REG_FPSR, at('fpsr'))];
    const q = Array.from({ length: 32 }, (_, n) => slot(UC.ARM64_REG_Q0 + n, at('v0') + n * 16));
    const sp = arena.words(1);
    const pstateEl3 = arena.words(1);
    pstateEl3.view[0] = el3h;
    const elrEl3 = arena.words(1);
    const spsrEl3 = this.#systemStruct({ op0: 3, op1: 6, crn: 4, crm: 0, op2: 0 });

    this.sp = new Uint32Array(sp.view.buffer, sp.view.byteOffset, 2);
    this.returnAddress = new Uint32Array(elrEl3.view.buffer, elrEl3.view.byteOffset, 2);
    this.returnPstate = new Uint32Array(spsrEl3.view.buffer, spsrEl3.view.byteOffset + 24, 2);
    const general = [...x, ...banked];
    const spSlot = slot(UC.ARM64_REG_SP, sp.address);
    const pstate = slot(UC.ARM64_REG_PSTATE, at('pstate'));
    this.#direct = this.#openBatch([...general, spSlot, pstate]);
    this.#system = this.#openBatch([]);
    this.byReturn = this.#batch([
      ...general,
      slot(UC.ARM64_REG_PSTATE, pstateEl3.address),
      slot(UC.ARM64_REG_ELR_EL3, elrEl3.address),
      slot(UC.ARM64_REG_CP_REG, spsrEl3.address),
    ]);
    this.integer = this.#batch([...general, spSlot, pstate, slot(UC.ARM64_REG_PC, at('pc'))]);
    this.vectors = this.#batch([...fpControl, ...q]);

    const count = engineSystemRegisters.length;
    const structs = arena.bytes(count * systemStructSize);
    this.#structs = new Uint32Array(structs.view.buffer, structs.view.byteOffset, count * 8);
    this.#structAddresses = Array.from({ length: count }, (_, index) =>
      BigInt(structs.address + index * systemStructSize),
    );
    for (const [index, { encoding }] of engineSystemRegisters.entries()) {
      if (encoding === undefined) {
        continue;
      }
      const { op0, op1, crn, crm, op2 } = encoding;
      this.#structs.set([crn, crm, op0, op1, op2], index * 8);
    }
  }

  /**
   * Enters the level and stack pointer at which the engine stopped: every general register, SP, PSTATE, and these
   * system registers, by index. Valid until the next call.
   */
  direct(indexes: readonly number[]): CallSeries {
    return this.#fill(this.#direct, indexes);
  }

  /** These system registers, by index; valid until the next call. */
  system(indexes: readonly number[]): CallSeries {
    return this.#fill(this.#system, indexes);
  }

  #fill({ batch, rest }: OpenBatch, indexes: readonly number[]): CallSeries {
    let position = 0;
    for (let each = 0; each < indexes.length; each += 1) {
      const index = indexes[each] as number;
      if (index < this.#count) {
        rest[position] = this.#structAddresses[index] as bigint;
        position += 1;
      }
    }
    // A spread would cost as much as the batch itself.
    const { ids, pointers, count } = batch;
    return { ids, pointers, count: count + position };
  }

  /** Copies system registers from `live` to what `direct` and `system` write. */
  stage(indexes: readonly number[]): void {
    for (const index of indexes) {
      const half = engineSystemHalves[index] as number;
      const low = this.live.halves[half] as number;
      this.#structs[index * 8 + 6] = givenTo(this.#model, half, low);
      this.#structs[index * 8 + 7] = this.live.halves[half + 1] as number;
    }
  }

  /** Copies system registers that `system` read to `live`. */
  unstage(indexes: readonly number[]): void {
    for (const index of indexes) {
      const half = engineSystemHalves[index] as number;
      const low = this.#structs[index * 8 + 6] as number;
      this.live.halves[half] = takenFrom(this.#model, half, low, this.live.halves[half] as number);
      this.live.halves[half + 1] = this.#structs[index * 8 + 7] as number;
    }
  }

  /** A batch for one register that is not in `State`, and the words of its value. */
  single(
    id: number,
    encoding?: NonNullable<RegisterInfo['encoding']>,
  ): { readonly batch: CallSeries; readonly value: BigUint64Array } {
    const { view, address } =
      encoding === undefined ? this.#arena.words(1) : this.#systemStruct(encoding);
    const value = encoding === undefined ? view : view.subarray(3);
    return { batch: this.#batch([{ id, address }]), value };
  }

  #systemStruct(encoding: NonNullable<RegisterInfo['encoding']>): {
    readonly view: BigUint64Array;
    readonly address: number;
  } {
    const struct = this.#arena.words(systemStructSize / 8);
    const { op0, op1, crn, crm, op2 } = encoding;
    new Uint32Array(struct.view.buffer, struct.view.byteOffset, 5).set([crn, crm, op0, op1, op2]);
    return struct;
  }

  #ids(ids: readonly number[]): number {
    const { view, address } = this.#arena.bytes(ids.length * 4);
    new Int32Array(view.buffer, view.byteOffset, ids.length).set(ids);
    return address;
  }

  #openBatch(slots: readonly Slot[]): OpenBatch {
    const room = engineSystemRegisters.map(() => slot(UC.ARM64_REG_CP_REG, 0));
    const pointers = this.#arena.words(slots.length + room.length);
    pointers.view.set(slots.map(({ address }) => BigInt(address)));
    return {
      batch: {
        ids: this.#ids([...slots, ...room].map(({ id }) => id)),
        pointers: pointers.address,
        count: slots.length,
      },
      rest: pointers.view.subarray(slots.length),
    };
  }

  #batch(slots: readonly Slot[]): CallSeries {
    const pointers = this.#arena.words(slots.length);
    pointers.view.set(slots.map(({ address }) => BigInt(address)));
    return {
      ids: this.#ids(slots.map(({ id }) => id)),
      pointers: pointers.address,
      count: slots.length,
    };
  }
}

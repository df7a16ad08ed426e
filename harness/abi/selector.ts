import type { RegisterName } from '../architecture/registers.ts';

/** Where an operation's number travels, as `abi.yaml` says it. Plain data, so that it can be sent to another process. */
export type SelectorPlace =
  | { readonly kind: 'immediate' }
  /** In a register; the HVC immediate is then always `immediate`. */
  | {
      readonly kind: 'register';
      readonly register: RegisterName;
      readonly immediate: number;
      /** So many bits of it are the number, 1 to 64, if abi.yaml says it. */
      readonly bits?: number;
      /** The lowest of them; 0 if left out. */
      readonly low?: number;
    };

/** What a caller does to say which operation it means. */
interface SelectorCall {
  /** Of the HVC: 16 bits. */
  readonly immediate: number;
  /** 64 bits each. */
  readonly registers: ReadonlyMap<RegisterName, bigint>;
}

/** What a call says to whoever reads its selector. */
type SelectorReading =
  | { readonly kind: 'number'; readonly number: bigint }
  /** It is no call of this ABI, which uses this immediate. */
  | { readonly kind: 'other-immediate'; readonly immediate: number }
  /** The number is in a register whose value is not known. */
  | { readonly kind: 'unknown'; readonly register: RegisterName };

/** A selector: how a number is written into a call, read from one, and called by people. */
export interface Selector {
  /** The register that carries the number; undefined where none does. */
  readonly register: RegisterName | undefined;
  /** The largest number: 16 bits, or those of the register that carry it. */
  readonly largest: bigint;
  /** Whether an operation may be meant by every number that is no other's; if not, why. */
  readonly everyOther: true | { readonly reason: string };
  /** The call that means this number; without a number, a register is left as it is. */
  readonly write: (number: bigint | undefined) => SelectorCall;
  readonly read: (
    immediate: number,
    valueOf: (register: RegisterName) => bigint | undefined,
  ) => SelectorReading;
  /** What a value of the register is called where it is the number of the operation with this name. */
  readonly valueName: (operation: string, number: bigint) => string;
  /** What a call is called whose number is no operation's. */
  readonly otherNumber: string;
  /** The immediate of such a call; `unused` is one that no operation has. */
  readonly otherImmediate: (unused: number) => number;
}

const inImmediate: Selector = {
  register: undefined,
  largest: 0xffffn,
  everyOther: {
    reason: 'the HVC immediate alone says which operation is meant, so each needs its number',
  },
  write: (number) => ({ immediate: Number(number ?? 0n), registers: new Map() }),
  read: (immediate) => ({ kind: 'number', number: BigInt(immediate) }),
  // A register that holds an immediate's number does not name the operation by that.
  valueName: (_operation, number) => `0x${number.toString(16)}`,
  otherNumber: 'any other immediate',
  otherImmediate: (unused) => unused,
};

function inRegister({
  register,
  immediate: own,
  bits = 64,
  low = 0,
}: Extract<SelectorPlace, { readonly kind: 'register' }>): Selector {
  return {
    register,
    largest: (1n << BigInt(bits)) - 1n,
    everyOther: true,
    write: (number) => ({
      immediate: own,
      registers: new Map(number === undefined ? [] : [[register, number << BigInt(low)]]),
    }),
    read: (immediate, valueOf) => {
      if (immediate !== own) {
        return { kind: 'other-immediate', immediate: own };
      }
      const value = valueOf(register);
      return value === undefined
        ? { kind: 'unknown', register }
        : { kind: 'number', number: BigInt.asUintN(bits, value >> BigInt(low)) };
    },
    valueName: (operation) => operation,
    otherNumber: 'any other number',
    otherImmediate: () => own,
  };
}

/** The selector of an ABI. */
export function selectorOf(place: SelectorPlace): Selector {
  switch (place.kind) {
    case 'immediate':
      return inImmediate;
    case 'register':
      return inRegister(place);
  }
}

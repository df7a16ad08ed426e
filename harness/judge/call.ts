import type { Expected, MemoryCell } from '../abi/expression.ts';
import type { Origin } from '../abi/origin.ts';
import type { UnpatchedCallback } from '../image/image.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Resumption } from '../architecture/return-address.ts';
import type { State } from '../architecture/state.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { Interruption, Outcome, RaisedException } from '../machine/machine.ts';

/** Memory that must hold a value after the call. */
export interface MemoryTarget {
  readonly address: bigint;
  readonly size: 1 | 2 | 4 | 8;
  readonly value: Expected;
}

/** What must happen at EL2: a system instruction by its mnemonic and, if it matters, its first operand; or a store. */
export interface EventTarget {
  readonly instruction: string;
  readonly operand: string | undefined;
  readonly stored?: StoreTarget;
}

/** Where a store must go. */
export interface StoreTarget {
  readonly address: bigint;
  /** Bytes from there on: the store writes one of them, or, where it is `exact`, all of them and no other. */
  readonly size: number;
  readonly exact: boolean;
}

/** The function that the contract says the handler calls. */
export interface Callee {
  /** The caller's register that holds the function's address, as the caller knows it. */
  readonly function: RegisterName;
  /** Where each argument must arrive <- the caller's register. */
  readonly arguments: ReadonlyMap<RegisterName, RegisterName>;
}

/** Where the caller must go on, as far as somebody says so. */
interface ReturnTarget {
  /** By the test. */
  readonly declared: Resumption | undefined;
  /** By the exit that the call ends at: its address -> what it says. */
  readonly atExits: ReadonlyMap<bigint, Resumption>;
}

/** What of a call's number may differ without naming another operation. */
export interface FreeNumber {
  /** The register that carries it; undefined: the immediate of the HVC. */
  readonly register: RegisterName | undefined;
  /** It is in so many bits, from bit `low` on. */
  readonly low: number;
  readonly bits: number;
  /** The number, which stays; undefined: it is any but `others`. */
  readonly number: bigint | undefined;
  readonly others: readonly bigint[];
}

/** A register of a guest: where its context keeps it, and what it holds. */
export interface GuestRegister {
  /** Of its cell in the guest's context. */
  readonly address: bigint;
  /** Bytes. */
  readonly size: number;
  /** Its first word among the memory of the call that is looked at; each has 8 bytes. */
  readonly word: number;
  /** When the guest is entered. */
  readonly entered: bigint;
}

/** A world below EL2 that a call must enter and come back from. */
export interface Guest {
  /** The symbol of where it runs. */
  readonly name: string;
  /** The region that its registers are kept in while it does not run. */
  readonly context: string;
  /** The registers that it must have to itself. */
  readonly registers: ReadonlyMap<RegisterName, GuestRegister>;
}

/** A register of a caller that does not run, and its cell. */
export interface ContextRegister {
  readonly register: RegisterName;
  readonly cell: MemoryCell;
  /** Of the cell. */
  readonly address: bigint;
}

/** The registers of a caller while it does not run. */
export interface CallContext {
  /** The region that has them. */
  readonly region: string;
  readonly of: Origin;
  readonly registers: readonly ContextRegister[];
}

/** What a call must do with contexts. */
export interface ContextSwitch {
  /** Those that must hold, at the end, what their registers held when EL2 was entered. */
  readonly saves: readonly CallContext[];
  /** Those whose registers must hold, at the end, what they held before the call. */
  readonly restores: readonly CallContext[];
  /** Those of a caller that runs on, or never again: they may hold anything. */
  readonly idle: readonly CallContext[];
}

/** The addresses of a label's code: [low, high). */
export interface EndPoint {
  readonly low: bigint;
  readonly high: bigint;
  readonly label: string;
}

/**
 * One call, ready to be judged: symbols are addresses, the contract and the test's expectation are merged. Plain
 * data.
 */
export interface Call {
  /** Every register before the call, sentinels included. */
  readonly state: State;
  readonly start: 'code' | RaisedException;
  /** What comes in its middle; a trial that takes another way, and so is not interrupted, says nothing. */
  readonly interruption?: Interruption;
  /** The exception that the call must cause first; undefined where the test does not determine it. */
  readonly cause: ExceptionCause | undefined;
  readonly outcome: Outcome;
  /** Where it must end, if the test says so. */
  readonly at: EndPoint | undefined;
  readonly returns: ReturnTarget;
  readonly results: ReadonlyMap<RegisterName, Expected>;
  readonly memory: readonly MemoryTarget[];
  readonly regions: readonly PlacedRegion[];
  readonly contexts: {
    readonly usual: ContextSwitch;
    /** Where the call ends at an exit that says something else, by its address. */
    readonly atExits: ReadonlyMap<bigint, ContextSwitch>;
  };
  readonly events: readonly EventTarget[] | undefined;
  readonly guest: Guest | undefined;
  /** The operation's inputs: what `{ kind: 'input' }` in a result stands for. */
  readonly inputs: ReadonlyMap<string, RegisterName>;
  /** Registers whose values the test or the ABI determines, so that the call may depend on them. */
  readonly declared: ReadonlySet<RegisterName>;
  /** What must make no difference though the call carries a number; undefined where that is all of it. */
  readonly freeNumber: FreeNumber | undefined;
  /** Registers that the contract or the exit allows to change. */
  readonly mayChange: ReadonlySet<RegisterName>;
  /** Whether NZCV may differ when it returns: of a function that C calls at EL2 (AAPCS64, 6.1.1). */
  readonly mayChangeFlags: boolean;
  /** The memory that must be as before: all that is not named, or, where EL2 goes on with its own, the stacks. */
  readonly keeps: 'memory' | 'stacks';
  readonly callee: Callee | undefined;
  /** Registers to change while an EL1 routine's HVC is under way; empty for other actions. */
  readonly scrambled: ReadonlySet<RegisterName>;
  /** Values that wrong code might test an input for: declared numbers, constants in the code. */
  readonly interesting: readonly bigint[];
  /** An AArch32 caller has no more than the low halves. */
  readonly generalRegisterBits: 32 | 64;
  /** For the sentinels. */
  readonly seed: number;
  /** Address of a symbol, for expressions. */
  readonly symbol: (name: string, how: 'phys' | 'link' | 'hyp') => bigint;
  /** Address of a region, for expressions. */
  readonly region: (name: string) => bigint;
  /** What a cell holds before the call, for expressions, and where it is. */
  readonly cell: (cell: MemoryCell) => bigint;
  readonly cellAddress: (cell: MemoryCell) => bigint;
  /** Whether a byte of memory, by its physical address, is code, or data that nothing writes. */
  readonly isFixed: (physical: bigint) => boolean;
  /** What a person knows an address by: `el1_sync+0x10`. */
  readonly nameOf: (address: bigint) => string;
  /** Code that a kernel would have made at boot. */
  readonly unpatched?: readonly UnpatchedCallback[];
}

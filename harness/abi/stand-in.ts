import type { RegisterName } from '../architecture/registers.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Outcome } from '../machine/machine.ts';
import type { Expression, Placed } from './expression.ts';

/*
 * What takes the place of what is not there: a function that the vectors call, firmware behind an SMC, data, or code of
 * one's own. The same in abi.yaml and in fixtures, and for every command. In its expressions `after.x0` is what x0 holds
 * when the function is entered, and a bare `x0` what it held before the call.
 */

/**
 * The registers that a C function changes. `all`: x0-x18, x30, v0-v7, v16-v31, the upper halves of v8-v15, NZCV and FPSR
 * (AAPCS64, 6.1.1 and 6.1.2). `general`: of code built without the floating-point registers, as the kernel is: x0-x18,
 * x30 and NZCV.
 */
export const functionKinds = ['all', 'general'] as const;
export type FunctionKind = (typeof functionKinds)[number];

/** A value that a stand-in leaves in memory, little-endian. */
export interface StandInStore {
  readonly address: Expression;
  /** Bytes. */
  readonly size: 1 | 2 | 4 | 8;
  readonly value: Expression;
  readonly place: Place;
}

/** What a function, or firmware, does before it comes back. */
export interface Behaviour {
  /** Registers that hold a value at its return; all else that it may change holds anything. */
  readonly returns: ReadonlyMap<RegisterName, Placed<Expression>>;
  /** In order. */
  readonly stores: readonly StandInStore[];
  /** Regions of which each byte may hold anything at its return; before its stores. By name. */
  readonly changes: readonly Placed<string>[];
  /** Whether it takes an exception to EL2 on its way, which overwrites ELR_EL2, SPSR_EL2 and ESR_EL2. */
  readonly isInterrupted: boolean;
}

/** Returns no value in particular, and does nothing besides. */
export const plainBehaviour: Behaviour = {
  returns: new Map(),
  stores: [],
  changes: [],
  isInterrupted: false,
};

/** A function that comes back. */
export interface FunctionAct {
  readonly kind: 'function';
  /** Undefined: as the functions of the vector table do. */
  readonly changed: FunctionKind | undefined;
  readonly behaviour: Behaviour;
}

/** Arriving there ends the call. */
export interface StopAct {
  readonly kind: 'stop';
  readonly outcome: Outcome;
}

/** Bytes of a variable: as many as a region has. */
export const largestVariable = 0x1_0000n;

/** A variable: `bytes` of memory, little-endian, that the code may write. */
export interface DataAct {
  readonly kind: 'data';
  /** As many as the variable has. */
  readonly bytes: Uint8Array;
}

/** What stands for a symbol. */
export type StandInAct =
  | FunctionAct
  | StopAct
  | DataAct
  /** An absolute symbol. */
  | { readonly kind: 'value'; readonly value: bigint }
  /** Code of one's own: absolute path of a source or an object that defines the symbol, in place of the code's own. */
  | { readonly kind: 'code'; readonly file: string };

/** What stands for a symbol that the vectors need and nobody defines, or for one that they define. */
export interface StandIn {
  readonly symbol: string;
  readonly act: StandInAct;
  /** Undefined for the command line's. */
  readonly place: Place | undefined;
}

/** What stands for every symbol that is undefined and has no stand-in of its own. */
export interface OtherSymbols {
  readonly act: 'stop' | 'return';
  /** Undefined for the command line's. */
  readonly place: Place | undefined;
}

/** Versions of the SMC calling convention (DEN0028), by what a call may change: x0-x17, or from 1.1 on x0-x3. */
export const conventions = ['1.0', '1.1'] as const;
type Convention = (typeof conventions)[number];

export type FirmwareCall =
  | {
      readonly kind: 'returns';
      readonly behaviour: Behaviour;
      readonly convention: Convention;
      readonly place: Place;
    }
  /** The call that makes it ends there. */
  | (StopAct & { readonly place: Place });

/** Firmware behind the SMC instruction at EL2. An id that it does not have ends the call, as all do without firmware. */
export interface Firmware {
  /** Function id, 32 bits of w0, as SMCCC has it -> what it does; `undefined`: any other. */
  readonly calls: ReadonlyMap<bigint | undefined, FirmwareCall>;
}

/** All that takes the place of what is not there. */
export interface StandIns {
  /** One for each symbol. */
  readonly standIns: readonly StandIn[];
  readonly otherSymbols: OtherSymbols | undefined;
  readonly firmware: Firmware | undefined;
}

/** What stands where nobody says anything. */
export const noStandIns: StandIns = {
  standIns: [],
  otherSymbols: undefined,
  firmware: undefined,
};

/** `own` over `outer`, which it takes the place of by symbol and by function id. */
export function standInsOver(own: StandIns, outer: StandIns): StandIns {
  const bySymbol = new Map(
    [...outer.standIns, ...own.standIns].map((standIn) => [standIn.symbol, standIn]),
  );
  const calls = [outer, own].flatMap(({ firmware }) => [...(firmware?.calls ?? [])]);
  return {
    standIns: [...bySymbol.values()],
    otherSymbols: own.otherSymbols ?? outer.otherSymbols,
    firmware: calls.length === 0 ? undefined : { calls: new Map(calls) },
  };
}

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

/** What a call of a symbol does. */
export type StandInAct =
  /** A function that comes back; `changed` undefined: as the table's functions do. */
  | { readonly kind: 'function'; readonly changed: FunctionKind | undefined; readonly behaviour: Behaviour }
  /** Arriving there ends the call. */
  | { readonly kind: 'stop'; readonly outcome: Outcome }
  /** An absolute symbol. */
  | { readonly kind: 'value'; readonly value: bigint }
  /** A variable: `bytes` of memory, little-endian, that the code may write. */
  | { readonly kind: 'data'; readonly size: number; readonly bytes: Uint8Array }
  /** Code of one's own: absolute path of a source or an object that defines the symbol, in place of the code's own. */
  | { readonly kind: 'code'; readonly file: string };

/** What stands for a symbol that the vectors need and nobody defines, or for one that they define. */
export interface StandIn {
  readonly symbol: string;
  readonly act: StandInAct;
  readonly place: Place;
}

/** What stands for every symbol that is undefined and has no stand-in of its own. */
export interface OtherSymbols {
  readonly act: 'stop' | 'return';
  readonly place: Place;
}

/** Firmware behind the SMC instruction at EL2. */
export interface Firmware {
  /** Function id, 32 bits of w0, as SMCCC has it -> what it does; `undefined`: any other. */
  readonly calls: ReadonlyMap<bigint | undefined, FirmwareCall>;
}

export interface FirmwareCall {
  readonly behaviour: Behaviour;
  /** x0-x3 alone may change (SMCCC 1.1 and later), or x0-x17 (SMCCC 1.0). */
  readonly convention: '1.0' | '1.1';
}

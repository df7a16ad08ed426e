import type { InstalledState } from './installed-state.ts';
import type { LinuxVersions } from './linux-versions.ts';
import type { ProcessorName } from '../architecture/processor-model.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Resumption } from '../architecture/return-address.ts';
import type { Slot } from '../architecture/slot.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Outcome } from '../machine/machine.ts';
import type { Clause } from './clause.ts';
import type { Origin, TableCaller } from './origin.ts';
import type { Expected, Expression, Placed } from './expression.ts';
import type { Patches } from './patches.ts';
import type { SelectorPlace } from './selector.ts';
import type { FunctionKind, StandIns } from './stand-in.ts';

/*
 * Words of this room. An ABI is a convention for hypervisor calls, as abi.yaml describes it. An operation is a call
 * that it names; the selector is where the operation's number travels. A contract is what a table promises for an
 * operation: inputs, results and clobbers, the registers that may differ without being a result. A region is a part of
 * memory that a pointer names.
 */

/** A named call of an ABI. */
export interface Operation extends ContextUse {
  readonly name: string;
  /** The selector's value; undefined where the selector register itself carries an input (any other value). */
  readonly number: bigint | undefined;
  /** Name of the input -> where it is passed. Order as declared. */
  readonly inputs: ReadonlyMap<string, RegisterName>;
  /** Where a result appears -> what it must be. */
  readonly results: ReadonlyMap<RegisterName, Placed<Expected>>;
  /** How the call of a host ends, unless a test says otherwise. */
  readonly outcome: Outcome;
  /** The input that is the address of a function which the handler calls; where it ends as `jumped`, of where it goes. */
  readonly calls: Call | undefined;
  /** What this operation may clobber besides the ABI's handler clobbers. */
  readonly clobbers: ReadonlySet<RegisterName>;
}

/** A function that a handler calls: who is called, and what the callee gets in x0, x1, ... */
export interface Call {
  /** The operation's input that holds the function's address (a hyp or kernel address, as the caller gives it). */
  readonly input: string;
  /** Inputs in the order of the callee's argument registers. */
  readonly arguments: readonly string[];
}

/**
 * The physical address of the lowest byte of code; left out, code lies above 4 GiB, and a linked image where EL2 has the
 * kernel mapped.
 */
export interface LoadAddress {
  readonly address: bigint;
  /** What says so; undefined for the command line. */
  readonly place?: Place;
}

/** One vector table of an ABI. */
export interface Vectors extends Patches {
  readonly name: string;
  /** Absolute paths of sources or objects, in link order; empty where a command line or a fixture must give them. */
  readonly files: readonly string[];
  /** The symbol of the 2 KiB table. */
  readonly table: string;
  /** Where that is written. */
  readonly tablePlace?: Place;
  readonly load?: LoadAddress;
  /** What may stand before each symbol of the code: a name is looked up with it first. */
  readonly symbolPrefix?: string;
  /** Whose calls it is for. */
  readonly caller: TableCaller;
  /** Registers, besides the operation's inputs, that its dispatch may depend on (VTTBR_EL2, TPIDR_EL2). */
  readonly inputs: ReadonlySet<RegisterName>;
  /** What the handlers of this table may clobber, in place of the ABI's `clobbers.handler`. */
  readonly clobbers: ReadonlySet<RegisterName>;
  /** The operations as this table answers them: the ABI's, with this table's own overrides. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** Register values that hold while this table is installed (SCTLR_EL2 of KVM, say). */
  readonly state: InstalledState;
  /** What functions that it calls change, unless their stand-in says so. */
  readonly functions: FunctionKind;
}

/** A symbol of the vector code at which a call ends, and what may differ there. */
export interface Exit extends ContextUse {
  readonly symbol: string;
  /** Where it is written. */
  readonly place: Place;
  readonly outcome: Outcome;
  readonly mayChange: ReadonlySet<RegisterName>;
  /** Where ELR_EL2 must have the caller go on; undefined: where the exception prefers to return to. */
  readonly returns: Resumption | undefined;
}

/**
 * What calls may do to a region: leave other bytes in it, though no test names them; leave it as it was; or not even store
 * what it holds.
 */
export type RegionAccess = 'may-change' | 'kept' | 'read-only';

/** A place in memory of a register: its low bits, if it has more. */
export interface ContextCell {
  /** Bytes from the region's first one. */
  readonly offset: number;
  /** Bytes: 4, 8 or 16. */
  readonly size: number;
}

/** The registers of a caller while it does not run. */
export interface Context {
  readonly of: Origin;
  readonly cells: ReadonlyMap<RegisterName, ContextCell>;
}

/**
 * Regions whose contexts a call deals with, by name: those that must hold the caller's registers when it ends, and those
 * whose registers must hold what the context had. Left out: what the end of the call says of itself.
 */
export interface ContextUse {
  readonly saves?: readonly string[];
  readonly restores?: readonly string[];
}

/** A part of memory that callers and handlers know by a pointer. */
export interface Region {
  readonly name: string;
  /** The address of its first byte, over what is there before the call. */
  readonly at: Expression;
  /** Bytes. */
  readonly size: number;
  readonly access: RegionAccess;
  /** Cells of 8 bytes that hold addresses of regions before the call: offset in bytes -> name of the region. */
  readonly pointers: ReadonlyMap<number, string>;
  /** Present where it holds the registers of a caller while that does not run. */
  readonly context?: Context;
  /** Where `at` is written. */
  readonly place: Place;
}

/** Statements that need no proof, and why: those that agree in all that is given. Plain data. */
export interface NotProved {
  /** Of every table if left out. */
  readonly vectors?: string;
  readonly way: {
    readonly kind: 'operation' | 'exception';
    readonly name: string;
  };
  readonly caller?: string;
  readonly slot?: Slot;
  readonly clause?: Clause;
  readonly reason: string;
  readonly place: Place;
}

/** A convention for hypervisor calls, described by data. Its stand-ins are those of all its tables. */
export interface Abi extends StandIns {
  readonly name: string;
  /** Absolute path of its folder. */
  readonly directory: string;
  /** The versions of Linux that have it; undefined for what is none of Linux. */
  readonly linux?: LinuxVersions;
  readonly selector: SelectorPlace;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly vectors: ReadonlyMap<string, Vectors>;
  /** What callers (EL1 routines) may clobber. */
  readonly callerClobbers: ReadonlySet<RegisterName>;
  /** EL1 routines that make calls: symbol -> the operation that each makes. Their files are linked with the vectors. */
  readonly routines: ReadonlyMap<string, Routine>;
  readonly exits: ReadonlyMap<string, Exit>;
  readonly constants: ReadonlyMap<string, bigint>;
  readonly regions: ReadonlyMap<string, Region>;
  /** Its stand-ins as they are written: what is printed of them is a copy. */
  readonly written?: { readonly stubs?: object; readonly smc?: object };
  /** What a proof accepts without one. */
  readonly notProved: readonly NotProved[];
  /** The processor that its code runs on; left out, what nobody chooses otherwise. */
  readonly cpu?: ProcessorName;
  /** For the assembler: -march; left out, every instruction is allowed. */
  readonly march?: string;
  /** For the assembler: -I and -D. */
  readonly includes: readonly string[];
  readonly defines: readonly string[];
}

export interface Routine {
  readonly symbol: string;
  readonly files: readonly string[];
  readonly operation: string | undefined;
}

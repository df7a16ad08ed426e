/**
 * Words of this room. A form is one encoding of the Arm manual: one box diagram of chapter C6 or C7, for all values of
 * its fields. The table of all forms says once what each instruction is: the encoder, the decoder and everything that
 * asks what an instruction reads, writes, accesses or means derive from it.
 */
import type { Expression } from '../../expression/expression.ts';
import type { Fields, Pattern } from './pattern.ts';
import { compilePattern } from './pattern.ts';

/**
 * What an instruction reads or writes. `x31` is none: register 31 is `sp` or the zero register. The flags have 1 bit,
 * vector registers 128, everything else 64. `s3_4_c12_c0_0` is a system register (fpcr, fpsr, nzcv and the rest of
 * PSTATE as MRS sees it included). `monitor` is the exclusive monitor, `event` the event register, each 1 bit. `load0` is what the
 * first load of the instruction gives, of its own width. `tags` are the allocation tags of all memory (FEAT_MTE). `fpcr` and `fpsr` as arithmetic reads and accumulates them.
 */
export type Location =
  | `x${number}`
  | 'sp'
  | 'pc'
  | 'n'
  | 'z'
  | 'c'
  | 'v'
  | `v${number}`
  | 'fpcr'
  | 'fpsr'
  | `s${number}_${number}_c${number}_c${number}_${number}`
  | 'monitor'
  | 'event'
  | 'tags'
  | `load${number}`;

export type Value = Expression<Location>;

/** One location that gets a new value. All writes of an instruction see the values from before it. */
export interface Write {
  readonly location: Location;
  /** Of the location's full width: what an instruction leaves of it is part of the value. */
  readonly value: Value;
}

/** Where the accesses of a load or store go, as far as the instruction says it. */
export interface Addressing {
  /** The base; PC for a literal. */
  readonly base: Location;
  /** Bytes from the base to the first access. */
  readonly offset: number;
  readonly index?: {
    /** A general register, or undefined for the zero register. */
    readonly register: Location | undefined;
    /** What becomes of the index register: its low 32 bits extended, or all of it; then shifted. */
    readonly extend: 'uxtw' | 'sxtw' | 'lsl' | 'sxtx';
    /** Bits. */
    readonly shift: number;
  };
  /** The base gets base + offset: before the access, or after it with offset 0 for the access itself. */
  readonly writeBack?: 'pre-index' | 'post-index';
}

/** The memory that an instruction accesses: `count` elements, one after the other. */
export interface MemoryShape extends Addressing {
  readonly kind: 'load' | 'store' | 'load-store';
  /** Bytes of each element: 1, 2, 4, 8 or 16. An element is accessed at once and decides the alignment. */
  readonly size: number;
  readonly count: number;
  readonly exclusive: boolean;
  readonly acquire: boolean;
  readonly release: boolean;
  /** Checked with the permissions of EL0 where it runs at EL1, or at EL2 with E2H and TGE. */
  readonly unprivileged: boolean;
  /** Bytes: the address is rounded down to a multiple of them. */
  readonly alignedTo?: number;
  /** All of it is one access, which must be aligned as a whole: exclusive pairs, atomics. */
  readonly atomic: boolean;
  /** Of the plain loads and stores of one general register. */
  readonly transfer?: Transfer;
}

/** The general register of a load or store, as a syndrome describes it (Arm ARM, D13.2.37 "ISV"). */
interface Transfer {
  /** 0-31; 31 is the zero register. */
  readonly register: number;
  /** Bits of it. */
  readonly width: 32 | 64;
  /** A load extends the sign. */
  readonly signed: boolean;
}

/** Where execution goes, if not to the next instruction alone. */
export type Control =
  /** A branch: to an address, where the condition holds. */
  | {
      readonly kind: 'branch';
      readonly target: Value;
      /** Bytes from this instruction, of a direct branch. */
      readonly offset?: number;
      readonly call: boolean;
      /** The target is the value of a register that RET takes for the return address. */
      readonly isReturn: boolean;
    }
  /** An exception is meant. UDF is every encoding that is permanently undefined. */
  | {
      readonly kind: 'exception';
      readonly instruction: 'svc' | 'hvc' | 'smc' | 'brk' | 'hlt' | 'udf' | 'dcps';
      /** 16 bits. */
      readonly immediate: number;
    }
  /** `target` is the address of the level that it returns from. */
  | { readonly kind: 'exception-return'; readonly target: Value }
  | { readonly kind: 'wait'; readonly for: 'interrupt' | 'event' };

/** An access to a system register, or a system instruction (Arm ARM, C5). */
export interface SystemAccess {
  readonly kind: 'mrs' | 'msr' | 'sys' | 'sysl' | 'msr-immediate';
  readonly op0: number;
  readonly op1: number;
  readonly crn: number;
  readonly crm: number;
  readonly op2: number;
  /** The number of the general register; 31 for XZR. MSR (immediate) has none, and its operand in CRm. */
  readonly rt: number;
}

/** What one instruction does. Plain data. */
export interface Meaning {
  readonly writes: readonly Write[];
  readonly memory?: MemoryShape;
  /** What a store stores, one value for each element, of the element's width; undefined where it only loads. */
  readonly stored?: readonly Value[];
  readonly control?: Control;
  readonly system?: SystemAccess;
  /**
   * 1 bit: what decides between two ways or two values: B.cond, CBZ, TBZ, CSEL, CCMP and their kin; whether a store
   * exclusive stores, and a compare and swap swaps; whether AT takes an address for a physical one.
   */
  readonly condition?: Value;
  /** 1 bit each: what system registers say of how it works, as whether AT translates. Without inputs that software computes. */
  readonly controls?: readonly Value[];
  /** Locations that it reads besides those in the values: what it waits for, say. */
  readonly alsoReads?: readonly Location[];
  /** CONSTRAINED UNPREDICTABLE or UNPREDICTABLE with these operands, and why. */
  readonly unpredictable?: string;
}

/** An assembler syntax of a form: the text's operands name fields. See the encoder's patterns. */
export interface Syntax {
  readonly text: string;
  /** Fields that have one value in this syntax. */
  readonly fixed: Fields;
}

/** What a field of a form is, for whoever changes instructions. */
export type FieldRole =
  | 'register'
  /** A number that the source says; of a load or store, the distance from the base. */
  | 'immediate'
  /** Its lowest bit turns the condition round. */
  | 'condition'
  /** The amount of a shift, which the source does not say where it is 0. */
  | 'shift'
  /** The number of a bit. */
  | 'bit'
  /** The rotation of a bit field, whose last bit is the field imms. */
  | 'bit-field'
  /** Its lowest bit decides whether a shift is made, or by how much. */
  | 'scale'
  /** Its lowest bit selects between two related operations. */
  | 'operation'
  /** Each of its bits does. */
  | 'operations'
  /** Its lowest bit halves or doubles what is accessed. */
  | 'size'
  /** Its lowest bit makes a load a store. */
  | 'direction'
  /** Its lowest bit makes a call a jump. */
  | 'link'
  /** Anything else: where a branch goes, the width of registers, what no slip changes. */
  | 'other';

export type FieldRoles = Readonly<Record<string, FieldRole>>;

export interface Form {
  /** As the manual titles it: 'ADD (immediate)'. */
  readonly name: string;
  /** The manual's encoding group, C4.1: 'Add/subtract (immediate)'. */
  readonly group: string;
  readonly pattern: Pattern;
  /** Whether the values of the fields are allocated to this form; all if left out. */
  readonly allocated?: (fields: Fields) => boolean;
  readonly meaning: (fields: Fields) => Meaning;
  /** Whether CPTR_EL2.TFP and CPACR_EL1.FPEN trap it. */
  readonly fp: boolean;
  /** The architecture extension it came with; base A64 of Armv8.0 if left out: 'FEAT_LSE'. */
  readonly feature?: string;
  /** Prefetches and hints: no effect that software can see. */
  readonly hint: boolean;
  readonly syntaxes: readonly Syntax[];
  /** Roles of fields that are not those of their names; see `roleOf`. */
  readonly roles?: (fields: Fields) => FieldRoles;
}

export interface FormOptions {
  readonly group: string;
  readonly allocated?: (fields: Fields) => boolean;
  readonly fp?: boolean;
  readonly feature?: string;
  readonly hint?: boolean;
  readonly syntaxes?: readonly Syntax[];
  readonly roles?: (fields: Fields) => FieldRoles;
}

/** A row of the table. `diagram` as for `compilePattern`. */
export function form(
  name: string,
  diagram: string,
  { group, fp = false, hint = false, syntaxes = [], ...options }: FormOptions,
  meaning: (fields: Fields) => Meaning,
): Form {
  const pattern = compilePattern(diagram);
  return { name, group, pattern, meaning, fp, hint, syntaxes, ...options };
}

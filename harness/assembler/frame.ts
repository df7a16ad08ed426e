import type { Subsection } from './section.ts';
import type { Statement } from './statement.ts';
import type { AssemblySymbol, Expression } from './symbol.ts';

/**
 * One call frame instruction (DWARF 4, 6.4.2), or a step forward in the code that it applies from. `isCommon`: functions that begin
 * with it may share it.
 */
export type FrameStep =
  | { readonly kind: 'advance'; readonly to: AssemblySymbol }
  /** A name for the next instruction's place in the table. */
  | { readonly kind: 'label'; readonly symbol: AssemblySymbol; readonly statement: Statement }
  | { readonly kind: 'bytes'; readonly bytes: readonly number[]; readonly isCommon: boolean };

/** The sections that .cfi_sections names. */
export interface FrameSections {
  /** .eh_frame */
  readonly unwind: boolean;
  /** .debug_frame */
  readonly debug: boolean;
}

/** An address of exception handling, and how it is written: DW_EH_PE_* (LSB 5.0, 10.5.1). */
export interface FramePointer {
  readonly encoding: number;
  readonly expression: Expression;
}

/** What a .cfi_startproc ... .cfi_endproc says of one function: a frame description entry to come. */
export interface Frame {
  readonly start: AssemblySymbol;
  readonly statement: Statement;
  /** Where its directives stand: one function may be begun in each. */
  readonly subsection: Subsection;
  readonly steps: FrameStep[];
  /** Set by .cfi_endproc. */
  end: AssemblySymbol | undefined;
  returnColumn: number;
  /** Where it goes. */
  readonly sections: FrameSections;
  /** The function that decides what an exception does, and what it reads for this one. */
  personality: FramePointer | undefined;
  handlers: FramePointer | undefined;
  isSignalFrame: boolean;
  /** Return addresses are signed with the B key. */
  usesKeyB: boolean;
  isTagged: boolean;
  /** Where the last step applies. */
  at: AssemblySymbol;
  /** The canonical frame address's offset from its register, for directives that count from it. */
  offset: bigint;
  readonly remembered: bigint[];
}

/** DW_CFA_* (DWARF 4, figure 40); the last is GNU's name for what AArch64 uses to switch return address signing. */
export const operation = {
  advance1: 0x02,
  advance2: 0x03,
  advance4: 0x04,
  undefined: 0x07,
  sameValue: 0x08,
  register: 0x09,
  rememberState: 0x0a,
  restoreState: 0x0b,
  defineAddress: 0x0c,
  defineAddressRegister: 0x0d,
  defineAddressOffset: 0x0e,
  defineAddressSigned: 0x12,
  defineAddressOffsetSigned: 0x13,
  offsetExtended: 0x05,
  restoreExtended: 0x06,
  offsetSigned: 0x11,
  valueOffset: 0x14,
  valueOffsetSigned: 0x15,
  negateReturnAddressState: 0x2d,
  /** With the register or the distance in the low six bits. */
  advance: 0x40,
  offset: 0x80,
  restore: 0xc0,
} as const;

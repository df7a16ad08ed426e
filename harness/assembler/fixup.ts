import type { Level } from './level/level.ts';
import type { Expression } from './symbol.ts';
import type { Operands } from './operands.ts';
import type { Fragment } from './section.ts';
import type { Statement } from './statement.ts';

/** Bytes of a datum. */
export type DatumSize = 1 | 2 | 4 | 8 | 16;

/** Where a fixup writes, and which text asked for it. */
interface FixupPlace {
  readonly fragment: Fragment;
  /** Bytes from the start of the fragment. */
  readonly offset: number;
  readonly statement: Statement;
  /** Index into the statement's text. */
  readonly position: number;
  /** Index behind what is written there; undefined for the word. */
  readonly end?: number;
}

/** A datum of `size` bytes that waits for its value. */
export interface DataFixup extends FixupPlace {
  readonly kind: 'data';
  readonly size: DatumSize;
  readonly expression: Expression;
}

/** An instruction with one field that a relocation fills, now or at link time. */
export interface RelocationFixup extends FixupPlace {
  readonly kind: 'relocation';
  /** R_AARCH64_*, the number. */
  readonly type: number;
  readonly expression: Expression;
}

/** An instruction to encode when its immediates are known. */
export interface ImmediateFixup extends FixupPlace {
  readonly kind: 'immediate';
  readonly mnemonic: string;
  readonly operands: Operands;
  /** The one in force where it stands. */
  readonly level: Level;
}

/** A relocation that .reloc asks for, as it is. */
export interface GivenFixup extends FixupPlace {
  readonly kind: 'given';
  /** R_AARCH64_*, the number. */
  readonly type: number;
  /** Where it is, in the section of the directive: a place, or an offset from the section's start. */
  readonly place: Expression;
  /** What it refers to; undefined for nothing. */
  readonly expression: Expression | undefined;
}

export type Fixup = DataFixup | RelocationFixup | ImmediateFixup | GivenFixup;

import type { Place } from '../diagnostics/place.ts';

/*
 * Words of this room. A source is text of assembly; a statement is one instruction, directive or label of it. An object
 * is what a source becomes: sections, symbols, relocations, lines. A fragment is a piece of a section whose bytes are
 * known, and its tail what the layout must measure. A fixup is a value that is not known yet where it is written.
 */

/** ELF section flags that matter here (ELF gABI, sh_flags). */
export interface SectionFlags {
  readonly alloc: boolean;
  readonly write: boolean;
  readonly execute: boolean;
  /** SHF_TLS: every thread has its own copy, so that an offset here is no address. */
  readonly threadLocal?: boolean;
}

/** A section of a relocatable object: bytes at offset 0, not yet at an address. */
export interface ObjectSection {
  readonly name: string;
  /** Bytes; a power of two. */
  readonly alignment: number;
  readonly flags: SectionFlags;
  /** 'nobits' has a size and no bytes (.bss). */
  readonly type: 'progbits' | 'nobits' | 'note' | 'other';
  readonly bytes: Uint8Array;
  /** Bytes; equals bytes.length unless the type is 'nobits'. */
  readonly size: number;
}

/** A symbol; `section` is an index into `sections`, or says that the value is absolute or not defined here. */
export interface ObjectSymbol {
  readonly name: string;
  readonly section: number | 'absolute' | 'undefined' | 'common';
  /** An offset in the section, or the absolute value; 64 bits, unsigned. */
  readonly value: bigint;
  /** Bytes. */
  readonly size: bigint;
  readonly binding: 'local' | 'global' | 'weak';
  readonly type: 'none' | 'function' | 'object' | 'section' | 'file' | 'thread-local' | 'other';
  readonly visibility: 'default' | 'hidden' | 'protected' | 'internal';
  /** STO_AARCH64_VARIANT_PCS: it does not keep to the base calling convention, so that it is never bound lazily (AAELF64). */
  readonly variantCall?: true;
}

/** A hole to fill at link time, in the terms of the ELF for the Arm 64-bit architecture (AAELF64). */
export interface ObjectRelocation {
  /** Index into `sections`. */
  readonly section: number;
  /** Bytes from the start of the section. */
  readonly offset: number;
  /** R_AARCH64_*, the number of AAELF64. */
  readonly type: number;
  /** Index into `symbols`. */
  readonly symbol: number;
  readonly addend: bigint;
}

/** Where the bytes from `offset` up to the next row came from. Rows are sorted by section, then offset. */
export interface ObjectLine {
  readonly section: number;
  readonly offset: number;
  readonly place: Place;
  /** The source line, when the source is at hand. */
  readonly text?: string;
  /** Data, as opposed to an instruction; absent where it is not known. */
  readonly data?: boolean;
}

/** What assembling one source, or reading one relocatable ELF file, gives: plain data, not yet linked. */
export interface ObjectFile {
  /** The source's or the object's path, as the user wrote it. */
  readonly name: string;
  readonly sections: readonly ObjectSection[];
  /** Local ones first; a file's (STT_FILE) stand behind the one that names it. */
  readonly symbols: readonly ObjectSymbol[];
  readonly relocations: readonly ObjectRelocation[];
  readonly lines: readonly ObjectLine[];
  /** The file says of its own code that it comes from others: line markers that it came with, debug information. */
  readonly attributed?: true;
}

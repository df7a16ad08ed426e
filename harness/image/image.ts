import type { SectionFlags } from '../assembler/object.ts';
import type { Place } from '../diagnostics/place.ts';

/*
 * Words of this room. An image is assembled or loaded code: sections at addresses, symbols, a line table. It has
 * physical addresses, where it is loaded, and link addresses, for which it was made. A look-up finds what is at an
 * address. A vector table is the 2 KiB at VBAR_EL2, and a slot one of its 16 entries.
 */

/** A section at its address. */
export interface ImageSection {
  readonly name: string;
  /** The physical address of the first byte. */
  readonly address: bigint;
  readonly bytes: Uint8Array;
  readonly flags: SectionFlags;
  /** Bytes: where it may be placed; undefined in a linked image, which has its place. */
  readonly alignment?: number;
}

export interface ImageSymbol {
  readonly name: string;
  /** Where it is loaded: the physical address, or an absolute symbol's value. 64 bits, unsigned. */
  readonly address: bigint;
  /** The address that it was linked at; differs from `address` for an image that runs elsewhere. */
  readonly link: bigint;
  /** Bytes; 0 where it is not known. */
  readonly size: bigint;
  readonly kind: 'function' | 'object' | 'label' | 'absolute';
  /** Known in its own file only; another file may use the same name. */
  readonly local?: true;
  /** What its file was linked as (a source, an object, ELF's STT_FILE), where that is known. */
  readonly unit?: Unit;
  /** Its name had the prefix that names are looked up with first. */
  readonly prefixed?: true;
}

/** A file that went into an image. */
export interface Unit {
  readonly name: string;
  /** Distinguishes files of one name. */
  readonly number: number;
}

/** A reference to a symbol that is not there, in data that only a kernel reads. */
export interface OpenReference {
  /** Physical address of what refers to it. */
  readonly address: bigint;
  readonly name: string;
}

/** Instructions that a kernel makes at boot by a function, and that are as they were built. */
export interface UnpatchedCallback {
  /** The function; undefined where its name is not kept. */
  readonly callback: string | undefined;
  /** Physical addresses: the first byte, and the one behind. */
  readonly start: bigint;
  readonly end: bigint;
}

/** The source line of the bytes from `address` up to `address + size`. */
export interface ImageLine {
  readonly address: bigint;
  /** Bytes. */
  readonly size: number;
  readonly place: Place;
  readonly text?: string;
  readonly data?: boolean;
  /** The file that was given and holds it, whatever others it includes. */
  readonly holder?: string;
  /** That file says of its own code that it comes from others. */
  readonly attributed?: boolean;
}

/** Assembled or loaded code: sections at addresses, symbols, a line table. Plain data; look-ups are in lookup.ts. */
export interface Image {
  readonly sections: readonly ImageSection[];
  readonly symbols: readonly ImageSymbol[];
  /** Sorted by address, not overlapping. */
  readonly lines: readonly ImageLine[];
  readonly openReferences?: readonly OpenReference[];
  readonly unpatched?: readonly UnpatchedCallback[];
}

import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { pageSize } from './memory.ts';

/** A page of 4 KiB. */
export interface SeenPage {
  /** Where the program has it: the number of the page, 52 bits, with the tag of the address. */
  readonly virtual: bigint;
  /** Where memory is mapped: an address. */
  readonly physical: number;
  /** It is accessed with the permissions of EL0. */
  readonly user: boolean;
}

/** The memory that one instruction accesses while addresses are translated: its own page, and those of its data. */
export interface AccessWindow {
  readonly pages: readonly SeenPage[];
  /**
   * What an access to any other page causes: of a store exclusive that cannot be made, which needs an open monitor to
   * find that out.
   */
  readonly fault?: ExceptionCause;
}

/** A part of an access, in one place of memory. */
export interface Piece {
  /** Where memory is mapped. */
  readonly place: number;
  /** Bytes from the start of the access. */
  readonly offset: number;
  /** Bytes: 1, 2, 4, 8 or 16. */
  readonly size: number;
}

const pageBits = 12n;
const offsetMask = BigInt(pageSize - 1);

export function pageNumber(address: bigint): bigint {
  return address >> pageBits;
}

/** Where a byte of a program is; undefined outside the window. Without a window the address is physical. */
function placeOf(window: AccessWindow | undefined, address: bigint): number | undefined {
  if (window === undefined) {
    return Number(address);
  }
  const number = pageNumber(address);
  const page = window.pages.find(({ virtual }) => virtual === number);
  return page && page.physical + Number(address & offsetMask);
}

/** Where the bytes of an access are: one piece in each page. Undefined where a page is not in the window. */
export function piecesOf(
  window: AccessWindow | undefined,
  address: bigint,
  size: number,
): readonly Piece[] | undefined {
  const first = placeOf(window, address);
  const below = pageSize - Number(address & offsetMask);
  if (window === undefined || below >= size) {
    return first === undefined ? undefined : [{ place: first, offset: 0, size }];
  }
  const next = placeOf(window, BigInt.asUintN(64, address + BigInt(below)));
  return first === undefined || next === undefined
    ? undefined
    : [...pieces(first, 0, below), ...pieces(next, below, size - below)];
}

/** Bytes that follow each other, as powers of two. */
function pieces(place: number, from: number, size: number): Piece[] {
  const found: Piece[] = [];
  for (let done = 0; done < size;) {
    const part = 2 ** Math.floor(Math.log2(size - done));
    found.push({ place: place + done, offset: from + done, size: part });
    done += part;
  }
  return found;
}

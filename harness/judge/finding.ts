import type { RegisterName } from '../architecture/registers.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { regionPlace } from '../calls/placed-region.ts';
import type { Place } from '../diagnostics/place.ts';
import type { findingCodes, noteCodes } from './codes.ts';

/*
 * Words of this room. A finding is one thing wrong with a call, a note one thing worth knowing. A trial is a call made
 * once more with something changed, and a variant is that change. The frame rule: what neither contract nor test names
 * is as before. Blame is the instruction that did it.
 */

export type FindingCode = keyof typeof findingCodes;
export type NoteCode = keyof typeof noteCodes;

/** What a finding is about. */
export type Subject =
  | { readonly kind: 'register'; readonly register: RegisterName }
  | {
      readonly kind: 'memory';
      readonly address: string;
      readonly size: number;
      readonly region?: string;
      /** 0x..., bytes behind the first one of the region, where a pointer names it. */
      readonly offset?: string;
    }
  | { readonly kind: 'outcome' | 'events' };

/** The instruction that did it. */
export interface Location {
  /** 0x... */
  readonly address: string;
  /** `symbol+0x10` */
  readonly symbol?: string;
  /** The disassembled instruction. */
  readonly instruction: string;
  readonly place?: Place;
  /** The source line. */
  readonly text?: string;
}

/** One of the registers or cells of memory that a finding is about. */
export interface FindingPart {
  /** `vcpu + 0x10`, or `x3 at vcpu + 0x18` */
  readonly name: string;
  /** The register that the cell is for. */
  readonly register?: RegisterName;
  /** 0x..., of the cell. */
  readonly address: string;
  /** Bytes. */
  readonly size: number;
  readonly expected: string;
  readonly found: string;
  readonly by?: Location;
}

/** Of a call that was interrupted: where that was when it went wrong. */
export interface InterruptionSites {
  /** `IRQ`, `SError`, `Data Abort` */
  readonly exception: string;
  /** How many places there are, and of how many the same is wrong. */
  readonly tried: number;
  readonly failed: number;
  /** The first of these. */
  readonly first: readonly InterruptionSite[];
}

/** Symbols, or addresses where there is none. */
export interface InterruptionSite {
  /** What EL2 did last; absent where it comes before the first instruction. */
  readonly after?: string;
  /** The instruction that had to wait. */
  readonly before: string;
}

/** One thing wrong with a call. Plain JSON: values are hexadecimal text. */
export interface Finding {
  readonly code: FindingCode;
  readonly subject: Subject;
  /** A sentence for a person. */
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly before?: string;
  /** What it is about, one by one, where that is more than one thing; then the values are theirs. */
  readonly parts?: readonly FindingPart[];
  /** Which step of a sequence, from 1; absent for a test of one call. */
  readonly step?: number;
  readonly by?: Location;
  /** Of an input that makes a difference, where it does: the branch that it decides, say. `by` is what read it. */
  readonly mattersAt?: Location;
  readonly interruption?: InterruptionSites;
}

/** A finding as the judge gives it: instructions are addresses, not yet looked up in the image. */
export interface UnlocatedFinding extends Omit<Finding, 'by' | 'mattersAt' | 'parts'> {
  readonly by?: bigint;
  readonly mattersAt?: bigint;
  readonly parts?: readonly UnlocatedPart[];
}

/** A part as the judge gives it. */
export interface UnlocatedPart extends Omit<FindingPart, 'by'> {
  readonly by?: bigint;
}

/** Something worth knowing about a call that is not wrong. */
export interface UnlocatedNote {
  readonly code: NoteCode;
  readonly message: string;
  readonly by: bigint;
}

/** What a finding about `size` bytes is about; where they lie in a region, by its name. */
export function memorySubject(
  regions: readonly PlacedRegion[],
  address: bigint,
  size: number,
): Subject {
  const place = regionPlace(regions, address);
  return {
    kind: 'memory',
    address: hexadecimal(address),
    size,
    ...(place === undefined ? {} : { region: place.region, offset: hexadecimal(place.offset) }),
  };
}

/** 64 bits in the form of every report: 0x, lower case, no padding. */
export function hexadecimal(value: bigint): string {
  return `0x${value.toString(16)}`;
}

import type { PlacedRegion } from '../calls/placed-region.ts';
import { regionPlace } from '../calls/placed-region.ts';
import type { Plain } from '../collections/plain.ts';
import type { findingCodes, noteCodes } from './codes.ts';
import type {
  findingPartShape,
  findingShape,
  interruptionSiteShape,
  interruptionSitesShape,
  locationShape,
  subjectShape,
} from './finding-shape.ts';

/*
 * Words of this room. A finding is one thing wrong with a call, a note one thing worth knowing. A trial is a call made
 * once more with something changed, and a variant is that change. The frame rule: what neither contract nor test names
 * is as before. Blame is the instruction that did it.
 */

export type FindingCode = keyof typeof findingCodes;
export type NoteCode = keyof typeof noteCodes;

/** What a finding is about. */
export type Subject = Plain<typeof subjectShape>;

/** An instruction: where it is and what it says. */
export type Location = Plain<typeof locationShape>;

/** One of the registers or cells of memory that a finding is about. */
export type FindingPart = Plain<typeof findingPartShape>;

/** Of a call that was interrupted: where that was when it went wrong. */
export type InterruptionSites = Plain<typeof interruptionSitesShape>;

/** Symbols, or addresses where there is none. */
export type InterruptionSite = Plain<typeof interruptionSiteShape>;

/** One thing wrong with a call. Values are hexadecimal text. */
export type Finding = Plain<typeof findingShape>;

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

import type { Context, RegionAccess } from '../abi/abi.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { cellSize } from '../abi/region.ts';
import { overlapping, memoryMap } from './memory-map.ts';

/** A region where it lies in a call. Plain data. */
export interface PlacedRegion {
  readonly name: string;
  /** Of its first byte. */
  readonly address: bigint;
  /** Bytes. */
  readonly size: number;
  readonly access: RegionAccess;
  /** Cells of 8 bytes that hold addresses of other regions before the call: offset in bytes -> address. */
  readonly pointers: ReadonlyMap<number, bigint>;
  /** Present where it holds the registers of a caller. */
  readonly context?: Context;
}

/** The region of that name. Throws `unknown-region` for one that is not there in the call. */
export function namedRegion(
  regions: readonly PlacedRegion[],
  name: string,
  place: Place,
): PlacedRegion {
  const region = regions.find((each) => each.name === name);
  if (region === undefined) {
    throw regionMissing(name, place);
  }
  return region;
}

/** What to throw for a region that is declared, and is not there in the call. */
export function regionMissing(name: string, place: Place): HcallError {
  return problemAt(
    'unknown-region',
    `the region '${name}' is not there in this call`,
    place,
    'its address is an input that the operation does not have, or the test gives a register that leads to no memory',
  );
}

/** The region that a byte lies in. */
export function regionOf(
  regions: readonly PlacedRegion[],
  address: bigint,
): PlacedRegion | undefined {
  return regions.find((region) => overlapping(address, 1, [region]) !== undefined);
}

/** Whether a byte must hold what it held, unless somebody names it: not where it may change, or no store is allowed at all. */
export function isKeptAt(regions: readonly PlacedRegion[], address: bigint): boolean {
  return (regionOf(regions, address)?.access ?? 'kept') === 'kept';
}

/** Whether a byte is part of a cell that holds the address of a region. */
export function isPointerAt(regions: readonly PlacedRegion[], address: bigint): boolean {
  const region = regionOf(regions, address);
  const offset = region === undefined ? 0 : Number(address - region.address);
  return region?.pointers.has(offset - (offset % cellSize)) === true;
}

/** A byte by the region that it lies in, and how far behind its first byte it is. */
export interface RegionPlace {
  readonly region: string;
  /** Bytes. */
  readonly offset: bigint;
}

/** Where a byte lies, in a region or in the vcpu that there always is; undefined elsewhere. */
export function regionPlace(
  regions: readonly PlacedRegion[],
  address: bigint,
): RegionPlace | undefined {
  const found = regionOf(regions, address) ?? overlapping(address, 1, [memoryMap.vcpu]);
  return found && { region: found.name, offset: address - found.address };
}

/** `vcpu + 0x10`, or `vcpu` for its first byte. */
export function regionPlaceText({ region, offset }: RegionPlace): string {
  return offset === 0n ? region : `${region} + 0x${offset.toString(16)}`;
}

/** The same for reports; nothing for a byte that lies in no region. */
export function shownPlace(
  regions: readonly PlacedRegion[],
  address: bigint,
): { readonly place?: string } {
  const place = regionPlace(regions, address);
  return place === undefined ? {} : { place: regionPlaceText(place) };
}

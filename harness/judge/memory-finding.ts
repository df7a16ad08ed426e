import type { StoredByte } from '../calls/lasting-stores.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { regionPlace, regionPlaceText } from '../calls/placed-region.ts';
import type { UnlocatedFinding, UnlocatedPart } from './finding.ts';
import { hexadecimal, memorySubject } from './finding.ts';

/** Bytes of a cell: each fits a register's width. */
const cellSize = 8n;
/** Ranges that a message lists; the rest is counted. */
const mostRanges = 4;

/** Neighbouring bytes. */
interface Range {
  readonly address: bigint;
  size: number;
}

/** The words of a finding about memory. */
export interface MemoryWords {
  readonly code: UnlocatedFinding['code'];
  /** The sentence about `8 bytes`, `at vcpu + 0x10`. */
  readonly message: (bytes: string, where: string) => string;
}

/**
 * One finding about these bytes, in any order: of a few with what they held and hold, of more with a part for each cell of
 * 8 bytes. `bytes` has all of them.
 */
export function memoryFinding(
  addresses: readonly bigint[],
  bytes: ReadonlyMap<bigint, StoredByte>,
  regions: readonly PlacedRegion[],
  { code, message }: MemoryWords,
): UnlocatedFinding {
  const sorted = addresses.toSorted((a, b) => (a < b ? -1 : 1));
  const parts = rangesOf(sorted, cellSize).map((range) => partOf(range, bytes, regions));
  const [first] = parts as [UnlocatedPart];
  const low = BigInt(first.address);
  if (parts.length === 1) {
    const { size, expected, found } = first;
    return {
      code,
      subject: memorySubject(regions, low, size),
      message: message(`${size} bytes`, placeText(regions, low)),
      expected,
      found,
      before: expected,
    };
  }
  const span = Number((sorted.at(-1) ?? low) - low) + 1;
  return {
    code,
    subject: memorySubject(regions, low, span),
    message: message(`${sorted.length} bytes`, rangesText(rangesOf(sorted), regions)),
    parts,
  };
}

/** `at vcpu + 0x10` */
function placeText(regions: readonly PlacedRegion[], address: bigint): string {
  const place = regionPlace(regions, address);
  return place === undefined ? 'of memory' : `at ${regionPlaceText(place)}`;
}

/** `at vcpu + 0x10 to + 0x118`, the ends excluded. */
function rangesText(ranges: readonly Range[], regions: readonly PlacedRegion[]): string {
  const [{ address: low }] = ranges as [Range];
  const place = regionPlace(regions, low);
  const offset = place?.offset ?? 0n;
  const at = (address: bigint): string =>
    place === undefined ? hexadecimal(address) : `+ ${hexadecimal(address - low + offset)}`;
  const texts = ranges
    .slice(0, mostRanges)
    .map(({ address, size }) => `${at(address)} to ${at(address + BigInt(size))}`);
  const more = ranges.length > mostRanges ? [`${ranges.length - mostRanges} more ranges`] : [];
  const list = [...texts, ...more].join(', ').replace(/, ([^,]+)$/, ' and $1');
  return `at ${place === undefined ? '' : `${place.region} `}${list}`;
}

function partOf(
  { address, size }: Range,
  bytes: ReadonlyMap<bigint, StoredByte>,
  regions: readonly PlacedRegion[],
): UnlocatedPart {
  const place = regionPlace(regions, address);
  return {
    name: place === undefined ? hexadecimal(address) : regionPlaceText(place),
    address: hexadecimal(address),
    size,
    expected: hexadecimal(littleEndian(address, size, (at) => bytes.get(at)?.before)),
    found: hexadecimal(littleEndian(address, size, (at) => bytes.get(at)?.after)),
  };
}

/** Ascending addresses as ranges, cut at multiples of `cut` bytes. */
export function rangesOf(addresses: readonly bigint[], cut?: bigint): Range[] {
  const ranges: Range[] = [];
  for (const address of addresses) {
    const range = ranges.at(-1);
    const isNext = range !== undefined && range.address + BigInt(range.size) === address;
    if (isNext && (cut === undefined || address % cut !== 0n)) {
      range.size += 1;
    } else {
      ranges.push({ address, size: 1 });
    }
  }
  return ranges;
}

function littleEndian(
  address: bigint,
  size: number,
  byteAt: (address: bigint) => number | undefined,
): bigint {
  let value = 0n;
  for (let index = size - 1; index >= 0; index -= 1) {
    value = (value << 8n) | BigInt(byteAt(address + BigInt(index)) ?? 0);
  }
  return value;
}

import type { StoredByte } from '../calls/lasting-stores.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { regionPlace, regionPlaceText } from '../calls/placed-region.ts';
import { groupBy } from '../collections/group-by.ts';
import type { UnlocatedFinding, UnlocatedPart } from './finding.ts';
import { hexadecimal, memorySubject } from './finding.ts';

/** Bytes of a cell of changed memory: each fits a register's width. */
const cellSize = 8n;
/** Ranges that a message lists; the rest is counted. */
const mostRanges = 4;

/** Bytes that do not hold what they must, little-endian. */
export interface WrongCell {
  readonly address: bigint;
  /** Bytes. */
  readonly size: number;
  readonly expected: bigint;
  readonly found: bigint;
}

/** Neighbouring bytes. */
interface Range {
  readonly address: bigint;
  readonly size: number;
}

/** The words of a finding about memory. */
export interface MemoryWords {
  readonly code: UnlocatedFinding['code'];
  /** The sentence about `8 bytes`, `at vcpu + 0x10`. */
  readonly message: (bytes: string, where: string) => string;
}

/** Stored bytes, cut at multiples of 8, with what they held before. */
export function cellsOf(
  addresses: readonly bigint[],
  bytes: ReadonlyMap<bigint, StoredByte>,
): WrongCell[] {
  const sorted = addresses.toSorted(ascending);
  const ranges = joined(
    sorted.map((address) => ({ address, size: 1 })),
    cellSize,
  );
  return ranges.map(({ address, size }) => ({
    address,
    size,
    expected: littleEndian(address, size, (at) => bytes.get(at)?.before),
    found: littleEndian(address, size, (at) => bytes.get(at)?.after),
  }));
}

/**
 * A finding for the cells of each region, and for neighbours among the others: of one with what it held and holds, of more
 * with a part for each.
 */
export function memoryFindings(
  cells: readonly WrongCell[],
  regions: readonly PlacedRegion[],
  words: (first: WrongCell) => MemoryWords,
): UnlocatedFinding[] {
  const sorted = cells.toSorted((one, other) => ascending(one.address, other.address));
  const byRegion = groupBy(sorted, ({ address }) => regionPlace(regions, address)?.region);
  const groups = [...byRegion].flatMap(([region, group]) =>
    region === undefined ? neighbours(group) : [group],
  );
  return groups.map((group) => {
    const [first] = group as [WrongCell];
    return group.length === 1
      ? findingOfOne(first, regions, words(first))
      : findingOfAll(group, regions, words(first));
  });
}

function findingOfOne(
  { address, size, expected, found }: WrongCell,
  regions: readonly PlacedRegion[],
  { code, message }: MemoryWords,
): UnlocatedFinding {
  const place = regionPlace(regions, address);
  const where = place === undefined ? 'of memory' : `at ${regionPlaceText(place)}`;
  return {
    code,
    subject: memorySubject(regions, address, size),
    message: message(`${size} bytes`, where),
    expected: hexadecimal(expected),
    found: hexadecimal(found),
  };
}

function findingOfAll(
  cells: readonly WrongCell[],
  regions: readonly PlacedRegion[],
  { code, message }: MemoryWords,
): UnlocatedFinding {
  const ranges = joined(cells);
  const [low, high] = [ranges[0], ranges.at(-1)] as [Range, Range];
  const span = Number(high.address - low.address) + high.size;
  const bytes = ranges.reduce((sum, { size }) => sum + size, 0);
  return {
    code,
    subject: memorySubject(regions, low.address, span),
    message: message(`${bytes} bytes`, rangesText(ranges, regions)),
    parts: cells.map((cell) => partOf(cell, regions)),
  };
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
  { address, size, expected, found }: WrongCell,
  regions: readonly PlacedRegion[],
): UnlocatedPart {
  const place = regionPlace(regions, address);
  return {
    name: place === undefined ? hexadecimal(address) : regionPlaceText(place),
    address: hexadecimal(address),
    size,
    expected: hexadecimal(expected),
    found: hexadecimal(found),
  };
}

function neighbours(cells: readonly WrongCell[]): WrongCell[][] {
  return joined(cells).map(({ address, size }) =>
    cells.filter((cell) => cell.address >= address && cell.address < address + BigInt(size)),
  );
}

/** Ascending ranges, joined where one ends at the next, but for multiples of `cut` bytes. */
function joined(ranges: readonly Range[], cut?: bigint): Range[] {
  const found: Range[] = [];
  for (const { address, size } of ranges) {
    const last = found.at(-1);
    const isNext = last !== undefined && last.address + BigInt(last.size) >= address;
    if (isNext && (cut === undefined || address % cut !== 0n)) {
      const end = address + BigInt(size);
      found[found.length - 1] = {
        address: last.address,
        size: Math.max(last.size, Number(end - last.address)),
      };
    } else {
      found.push({ address, size });
    }
  }
  return found;
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

function ascending(one: bigint, other: bigint): number {
  return one < other ? -1 : 1;
}

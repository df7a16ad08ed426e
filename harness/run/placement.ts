import type { LoadAddress } from '../abi/abi.ts';
import type { CodeRegions } from '../calls/memory-map.ts';
import {
  companionsSize,
  codeBase,
  codeRegions,
  fixedRegions,
  hypAddressMask,
  overlapping,
  pageSize,
} from '../calls/memory-map.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Image } from '../image/image.ts';
import type { MemoryRegion } from '../machine/machine.ts';
import { hexadecimal } from '../judge/finding.ts';
import { problemAt } from '../abi/document/problem-at.ts';

/**
 * Bytes: images are as large as a multiple of this, and what is placed behind one begins at a multiple. Stand-ins lie right
 * behind small images, so that CBNZ reaches them (1 MiB; Arm ARM, C6.2 "CBNZ").
 */
const unit = 0x1_0000n;

/**
 * Where sources and objects of at most `size` bytes are linked, and what goes with them. Throws 'image-does-not-fit' for
 * a load address that does not suit.
 */
export function placeCode(size: bigint, load: LoadAddress | undefined): CodeRegions {
  const base = load?.address ?? codeBase;
  if (base % pageSize !== 0n) {
    const message = `the code cannot be loaded at ${hexadecimal(base)}: expected a multiple of ${hexadecimal(pageSize)}`;
    throw problemAt('image-does-not-fit', message, load?.place);
  }
  const imageSize = roundUp(size);
  requireRoom(base, Number(imageSize), 'the code', load?.place);
  return codeRegions(
    base,
    Number(imageSize),
    roomFrom(base + imageSize, companionsSize, fixedRegions),
  );
}

/**
 * Where more code of at most `size` bytes is linked for a linked image: behind the section that it is to call, as near as
 * possible. Throws 'image-does-not-fit' for an image that does not fit itself.
 */
export function placeNextTo(
  { sections }: Image,
  called: bigint,
  size: bigint,
  path: string,
  load: LoadAddress | undefined,
): CodeRegions {
  const own = sections
    .filter(({ bytes }) => bytes.length > 0)
    .map(({ name, address, bytes }) => ({ name, address, size: bytes.length }));
  for (const { name, address, size: bytes } of own) {
    requireRoom(address, bytes, `section '${name}' of '${path}'`, load?.place);
  }
  const imageSize = roundUp(size);
  const base = roomFrom(roundUp(called), Number(imageSize) + companionsSize, [
    ...fixedRegions,
    ...own,
  ]);
  return codeRegions(base, Number(imageSize), base + imageSize);
}

/** The first place from there on that has this many bytes free. */
function roomFrom(from: bigint, size: number, taken: readonly MemoryRegion[]): bigint {
  const other = overlapping(from, size, taken);
  return other === undefined
    ? from
    : roomFrom(roundUp(other.address + BigInt(other.size)), size, taken);
}

/** To whole units, at least one. */
function roundUp(bytes: bigint): bigint {
  return ((bytes + unit - 1n) / unit || 1n) * unit;
}

function requireRoom(address: bigint, size: number, what: string, place: Place | undefined): void {
  const end = address + BigInt(size) - 1n;
  const region = overlapping(address, size, fixedRegions);
  const where = `${what} at ${hexadecimal(address)} to ${hexadecimal(end)}`;
  if (region !== undefined) {
    throw doesNotFit(`${where} is over the region '${region.name}' of the memory map`, place);
  }
  if (end > hypAddressMask) {
    const limit = `${hexadecimal(hypAddressMask)}, the last address that kern_hyp_va leaves`;
    throw doesNotFit(`${where} is beyond ${limit}`, place);
  }
}

function doesNotFit(message: string, place: Place | undefined): HcallError {
  const note = "load it elsewhere with 'load:' next to 'files:', or with --load";
  return problemAt('image-does-not-fit', message, place, note);
}

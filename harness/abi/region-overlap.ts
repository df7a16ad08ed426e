import type { Region } from './abi.ts';
import type { Cursor } from './document/cursor.ts';
import { readEach } from './document/problems.ts';
import type { Expression, Reference } from './expression.ts';
import { wordMask } from './integer.ts';

/** An address as far as it is known before any call: a value that a call decides, and the distance from it. */
interface Anchor {
  /** What decides it; empty for nothing: the distance is the address. */
  readonly base: string;
  /** Bytes, modulo 2^64. */
  readonly distance: bigint;
}

/**
 * Throws `region-overlap` for each of `own` regions, written at `cursor`, that shares bytes with another of them all in
 * every call: both addresses are numbers, or the same value and numbers. The rest is known when they are placed.
 */
export function checkOverlaps(
  regions: ReadonlyMap<string, Region>,
  own: ReadonlySet<string>,
  cursor: Cursor,
): void {
  const checked: Region[] = [...regions.values()].filter(({ name }) => !own.has(name));
  readEach(own, (name) => {
    const region = regions.get(name);
    const other = region && checked.find((each) => overlap(region, each));
    if (region !== undefined) {
      checked.push(region);
    }
    if (other !== undefined) {
      throw cursor
        .at(name, 'at')
        .problem('region-overlap', `the region '${name}' overlaps '${other.name}'`, {
          note: 'correct an address or a size, or make one region of both',
        });
    }
  });
}

function overlap(one: Region, other: Region): boolean {
  const [left, right] = [anchorOf(one.at), anchorOf(other.at)];
  if (left === undefined || right === undefined || left.base !== right.base) {
    return false;
  }
  const distance = right.distance - left.distance;
  return (
    BigInt.asUintN(64, distance) < BigInt(one.size) ||
    BigInt.asUintN(64, -distance) < BigInt(other.size)
  );
}

function anchorOf(at: Expression): Anchor | undefined {
  if (at.kind === 'constant') {
    return { base: '', distance: at.value };
  }
  if (at.kind === 'input') {
    const base = baseOf(at.name);
    return base === undefined ? undefined : { base, distance: 0n };
  }
  if (at.kind !== 'operation' || (at.operator !== 'add' && at.operator !== 'sub')) {
    return undefined;
  }
  const [left, right] = at.operands.map(anchorOf);
  if (left === undefined || right === undefined) {
    return undefined;
  }
  if (at.operator === 'add' && left.base === '') {
    return { base: right.base, distance: (left.distance + right.distance) & wordMask };
  }
  const more = at.operator === 'add' ? right.distance : -right.distance;
  return right.base === ''
    ? { base: left.base, distance: BigInt.asUintN(64, left.distance + more) }
    : undefined;
}

function baseOf(name: Reference): string | undefined {
  switch (name.kind) {
    case 'register':
      return `register ${name.register}`;
    case 'input':
      return `input ${name.name}`;
    case 'symbol':
      return `${name.how} ${name.name}`;
    case 'region':
    case 'cell':
      return undefined;
  }
}

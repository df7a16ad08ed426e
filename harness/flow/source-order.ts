import { registers } from '../architecture/registers.ts';
import type { Source } from './source.ts';
import { sourceKey } from './source.ts';

const places = new Map(registers.map(({ name }, index) => [name, index]));

/** A fixed order of sources, for `toSorted`: by kind, then registers by their layout, memory by address, others by key. */
export function compareSources(left: Source, right: Source): number {
  return (
    compare(left.kind, right.kind) ||
    compare(placeOf(left), placeOf(right)) ||
    compare(sourceKey(left), sourceKey(right)) ||
    compare(timeOf(left), timeOf(right))
  );
}

function compare<Part extends string | bigint>(left: Part, right: Part): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function placeOf(source: Source): bigint {
  if (source.kind === 'memory') {
    return source.address;
  }
  return 'register' in source ? BigInt(places.get(source.register) ?? 0) : 0n;
}

/** When something came to be on a call's way: by steps, or by the functions that were called. */
function timeOf(source: Source): bigint {
  return 'step' in source ? BigInt(source.step) : 'order' in source ? BigInt(source.order) : 0n;
}

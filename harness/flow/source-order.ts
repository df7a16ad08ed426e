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
    compare(turnOf(left), turnOf(right))
  );
}

function compare<Part extends string | bigint>(left: Part, right: Part): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function placeOf(source: Source): bigint {
  if (source.kind === 'memory' || source.kind === 'left-byte') {
    return source.address;
  }
  return 'register' in source ? BigInt(places.get(source.register) ?? 0) : 0n;
}

/** Which of several with one key it is, as a call comes by them. */
function turnOf(source: Source): bigint {
  if (source.kind === 'left' || source.kind === 'left-byte') {
    return BigInt(source.order);
  }
  return 'step' in source ? BigInt(source.step) : 0n;
}

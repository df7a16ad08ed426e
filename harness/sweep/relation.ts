import { evaluate } from '../expression/evaluate.ts';
import {
  binary,
  constant,
  input,
  inputsOf,
  isExact,
  opaque,
  wordWidth,
} from '../expression/expression.ts';
import type { NamedValue, ValueName } from '../flow/print.ts';

/** The values that one call started from, by name: `x0`, `vbar_el2`, `immediate`, `left x1`. 64 bits, unsigned. */
export type Sources = ReadonlyMap<string, bigint>;

/** What a value is in relation to what the call started from: 64 bits. */
export type Relation = NamedValue;

/** One value, seen in several calls that differ in their sentinels alone. */
export interface Seen {
  readonly values: readonly bigint[];
  /** Those of the same calls, in the same order. */
  readonly sources: readonly Sources[];
  /** The bits that count: VBAR_EL2[10:0] are RES0. */
  readonly significant: bigint;
}

export const allBits = 0xffff_ffff_ffff_ffffn;

/** Smaller values occur by chance: no register is taken for their source. */
const smallest = 0x1_0000n;
/** Bits: of many registers, some have the same few bits by chance. */
const fewestBits = 8n;
/** Bytes: a larger distance is a coincidence. */
const largestDistance = 0x1_0000n;

/** None that is found; the value differs between calls that differ in their sentinels alone. */
const unknown: Relation = opaque('a value of no known source', [], wordWidth);

function source(name: string): Relation {
  return input({ kind: 'source', name }, wordWidth);
}

export function namedAddress(name: string, value: bigint): Relation {
  return input({ kind: 'address', name, value }, wordWidth);
}

/** Whether the relation is true of every call; that nothing is known is true of none. */
export function holds(relation: Relation, { values, sources, significant }: Seen): boolean {
  return (
    isExact(relation) &&
    values.every((value, index) => {
      const known = sources[index] ?? new Map<string, bigint>();
      const isKnown = [...inputsOf(relation)].every(
        ({ name }) => name.kind === 'address' || known.has(name.name),
      );
      const expected = isKnown ? evaluate(relation, (name) => valueOf(name, known)) : undefined;
      return expected !== undefined && ((value ^ expected) & significant) === 0n;
    })
  );
}

function valueOf(name: ValueName, sources: Sources): bigint {
  return name.kind === 'address' ? name.value : (sources.get(name.name) ?? 0n);
}

/** The most specific relation that is true of every call. */
export function relate(seen: Seen): Relation {
  const names = [...(seen.sources[0]?.keys() ?? [])];
  return (
    equal(seen, names) ?? masked(seen, names) ?? offset(seen, names) ?? number(seen) ?? unknown
  );
}

function equal(seen: Seen, names: readonly string[]): Relation | undefined {
  const isLarge = seen.values.some((value) => value >= smallest);
  // The immediate has 16 bits: where they do not count, nothing is equal to it.
  const isWhole = (seen.significant & 0xffffn) === 0xffffn;
  return names
    .filter((name) => isLarge || (name === 'immediate' && isWhole))
    .map(source)
    .find((relation) => holds(relation, seen));
}

/** Only masks of neighbouring bits, from bit 0 up or from bit 63 down: others may be chance. */
function masked(seen: Seen, names: readonly string[]): Relation | undefined {
  // A value that is always the same owes nothing to a source that differs.
  if (new Set(seen.values).size === 1) {
    return undefined;
  }
  for (const name of names) {
    if (!varies(seen, name)) {
      continue;
    }
    for (let bits = 63n; bits >= fewestBits; bits -= 1n) {
      const relation = [(1n << bits) - 1n, allBits ^ (allBits >> bits)]
        .map((mask) => binary('and', source(name), constant(mask, wordWidth)))
        .find((masked) => holds(masked, seen));
      if (relation !== undefined) {
        return relation;
      }
    }
  }
  return undefined;
}

function offset(seen: Seen, names: readonly string[]): Relation | undefined {
  const [value = 0n] = seen.values;
  for (const name of names) {
    const from = seen.sources[0]?.get(name) ?? 0n;
    const distance = BigInt.asIntN(64, value - from);
    const size = distance < 0n ? -distance : distance;
    const relation = binary(distance < 0n ? 'sub' : 'add', source(name), constant(size, wordWidth));
    // Bits above the immediate are no distance.
    const isNear = size <= largestDistance || (name === 'immediate' && (size & 0xffffn) === 0n);
    if (isNear && varies(seen, name) && holds(relation, seen)) {
      return relation;
    }
  }
  return undefined;
}

function number(seen: Seen): Relation | undefined {
  const relation = constant((seen.values[0] ?? 0n) & seen.significant, wordWidth);
  return holds(relation, seen) ? relation : undefined;
}

/** Whether the source differs between the calls: else a mask of it, or a distance from it, says nothing. */
function varies({ sources }: Seen, name: string): boolean {
  return new Set(sources.map((values) => values.get(name))).size > 1;
}

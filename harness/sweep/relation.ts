/** The values that one call started from, by name: `x0`, `vbar_el2`, `immediate`, `left x1`. 64 bits, unsigned. */
export type Sources = ReadonlyMap<string, bigint>;

/** What a value is in relation to what the call started from. */
export type Relation =
  | { readonly kind: 'equal'; readonly source: string }
  | { readonly kind: 'masked'; readonly source: string; readonly mask: bigint }
  /** The source plus a distance, which may be negative. */
  | { readonly kind: 'offset'; readonly source: string; readonly distance: bigint }
  | { readonly kind: 'constant'; readonly value: bigint }
  /** A constant that is the address of something with a name. */
  | { readonly kind: 'address'; readonly value: bigint; readonly name: string }
  /** None of these; it differs between calls that differ in their sentinels alone. */
  | { readonly kind: 'unknown' };

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

const relationUnknown: Relation = { kind: 'unknown' };

/** Whether the relation is true of every call. */
export function holds(relation: Relation, { values, sources, significant }: Seen): boolean {
  return values.every((value, index) => {
    const expected = valueOf(relation, sources[index] ?? new Map());
    return expected !== undefined && ((value ^ expected) & significant) === 0n;
  });
}

/** The most telling relation that is true of every call. */
export function relate(seen: Seen): Relation {
  const names = [...(seen.sources[0]?.keys() ?? [])];
  return (
    equal(seen, names) ??
    masked(seen, names) ??
    offset(seen, names) ??
    constant(seen) ??
    relationUnknown
  );
}

/** `x0 & 0x7fffffffff`, `SP_EL2 - 0x20`, `0x16`. */
export function relationText(relation: Relation): string {
  switch (relation.kind) {
    case 'equal':
      return registerText(relation.source);
    case 'masked':
      return `${registerText(relation.source)} & 0x${relation.mask.toString(16)}`;
    case 'offset': {
      const { distance } = relation;
      const source = registerText(relation.source);
      return distance < 0n
        ? `${source} - 0x${(-distance).toString(16)}`
        : `${source} + 0x${distance.toString(16)}`;
    }
    case 'constant':
      return `0x${relation.value.toString(16)}`;
    case 'address':
      return relation.name;
    case 'unknown':
      return 'a value of no known source';
  }
}

/** System registers in capitals, as the Arm manual writes them. */
export function registerText(name: string): string {
  return /_el[0-3]$/.test(name) ? name.toUpperCase() : name;
}

function valueOf(relation: Relation, sources: Sources): bigint | undefined {
  switch (relation.kind) {
    case 'equal':
      return sources.get(relation.source);
    case 'masked':
    case 'offset': {
      const value = sources.get(relation.source);
      if (value === undefined) {
        return undefined;
      }
      return relation.kind === 'masked'
        ? value & relation.mask
        : BigInt.asUintN(64, value + relation.distance);
    }
    case 'constant':
    case 'address':
      return relation.value;
    case 'unknown':
      return undefined;
  }
}

function equal(seen: Seen, names: readonly string[]): Relation | undefined {
  const isLarge = seen.values.some((value) => value >= smallest);
  // The immediate has 16 bits: where they do not count, nothing is equal to it.
  const isWhole = (seen.significant & 0xffffn) === 0xffffn;
  const source = names.find(
    (name) =>
      (isLarge || (name === 'immediate' && isWhole)) &&
      holds({ kind: 'equal', source: name }, seen),
  );
  return source === undefined ? undefined : { kind: 'equal', source };
}

/** Only masks of neighbouring bits, from bit 0 up or from bit 63 down: others cannot be told from chance. */
function masked(seen: Seen, names: readonly string[]): Relation | undefined {
  // A value that is always the same owes nothing to a source that differs.
  if (new Set(seen.values).size === 1) {
    return undefined;
  }
  for (const source of names) {
    if (!varies(seen, source)) {
      continue;
    }
    for (let bits = 63n; bits >= fewestBits; bits -= 1n) {
      const mask = [(1n << bits) - 1n, allBits ^ (allBits >> bits)].find((mask) =>
        holds({ kind: 'masked', source, mask }, seen),
      );
      if (mask !== undefined) {
        return { kind: 'masked', source, mask };
      }
    }
  }
  return undefined;
}

function offset(seen: Seen, names: readonly string[]): Relation | undefined {
  const [value = 0n] = seen.values;
  for (const source of names) {
    const from = seen.sources[0]?.get(source) ?? 0n;
    const distance = BigInt.asIntN(64, value - from);
    const size = distance < 0n ? -distance : distance;
    const relation: Relation = { kind: 'offset', source, distance };
    // Bits above the immediate are no distance.
    const isNear = size <= largestDistance || (source === 'immediate' && (size & 0xffffn) === 0n);
    if (isNear && varies(seen, source) && holds(relation, seen)) {
      return relation;
    }
  }
  return undefined;
}

function constant(seen: Seen): Relation | undefined {
  const relation: Relation = {
    kind: 'constant',
    value: (seen.values[0] ?? 0n) & seen.significant,
  };
  return holds(relation, seen) ? relation : undefined;
}

/** Whether the source differs between the calls: else a mask of it, or a distance from it, says nothing. */
function varies({ sources }: Seen, name: string): boolean {
  return new Set(sources.map((values) => values.get(name))).size > 1;
}

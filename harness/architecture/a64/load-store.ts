/** What the meanings of loads and stores are made of. */
import { input, opaque } from '../../expression/expression.ts';
import type { Addressing, Location, Meaning, MemoryShape, Syntax, Value, Write } from './form.ts';
import type { Fields } from './pattern.ts';
import { add, constant, extend, setX, xOrSp, xOrSpLocation } from './values.ts';

/** How an access is made, where it is not a plain one. */
type Manner = Partial<
  Pick<MemoryShape, 'exclusive' | 'acquire' | 'release' | 'unprivileged' | 'atomic' | 'transfer'>
>;

const plain: Required<Omit<Manner, 'transfer'>> = {
  exclusive: false,
  acquire: false,
  release: false,
  unprivileged: false,
  atomic: false,
};

/** Where an instruction accesses memory, and what its base register gets. */
export interface Address {
  readonly addressing: Addressing;
  /** The write of the base register; none without write-back. */
  readonly writes: readonly Write[];
}

export type Mode = 'offset' | 'pre-index' | 'post-index';

/** `[Xn, #distance]`, `[Xn, #distance]!` or `[Xn], #distance`; post-index also `[Xn], Xm`. */
export function baseAddress(
  Rn: number,
  distance: number | Value = 0,
  mode: Mode = 'offset',
): Address {
  const base = xOrSpLocation(Rn);
  const offset = typeof distance === 'number' && mode !== 'post-index' ? distance : 0;
  if (mode === 'offset') {
    return { addressing: { base, offset }, writes: [] };
  }
  const step = typeof distance === 'number' ? constant(distance, 64) : distance;
  return {
    addressing: { base, offset, writeBack: mode },
    writes: [{ location: base, value: add(xOrSp(Rn), step) }],
  };
}

export const literalAddress = (offset: number): Address => ({
  addressing: { base: 'pc', offset },
  writes: [],
});

/** The elements of an instruction's accesses. Bytes. */
export interface Elements {
  readonly size: number;
  readonly count: number;
}

function shape(
  kind: MemoryShape['kind'],
  { addressing }: Address,
  { size, count }: Elements,
  manner: Manner,
): MemoryShape {
  return { ...plain, ...addressing, kind, size, count, ...manner };
}

/** What the element of this index gives. `size` in bytes. */
export function loaded(index: number, size: number): Value {
  return input<Location>(`load${index}`, size * 8);
}

/** Bits of the general register that so many bytes go into. */
export const widthOf = (bytes: number): 32 | 64 => (bytes === 8 ? 64 : 32);

/** A write of a general register, of `width` bits; 31 is the zero register. */
export function loadedInto(
  Rt: number,
  value: Value,
  width: number,
  isSigned = false,
): readonly Write[] {
  return setX(Rt, extend(isSigned ? 'sign-extend' : 'zero-extend', value, width));
}

/** What is written twice, which only unpredictable operands do, has no value that is known. */
function settled(writes: readonly Write[]): readonly Write[] {
  const values = new Map<Location, Value>();
  for (const { location, value } of writes) {
    const other = values.get(location);
    values.set(
      location,
      other === undefined ? value : opaque('UNKNOWN', [other, value], value.width),
    );
  }
  return [...values].map(([location, value]) => ({ location, value }));
}

/** A load: `writes` takes `load0`, `load1`, ... */
export function load(
  address: Address,
  elements: Elements,
  writes: readonly Write[],
  manner: Manner = {},
): Meaning {
  return {
    writes: settled([...writes, ...address.writes]),
    memory: shape('load', address, elements, manner),
  };
}

/** A store of elements of `size` bytes. */
export function store(
  address: Address,
  size: number,
  stored: readonly Value[],
  manner: Manner = {},
): Meaning {
  const elements = { size, count: stored.length };
  return { writes: address.writes, memory: shape('store', address, elements, manner), stored };
}

/** A load and a store of the same elements, as one access. */
export function exchange(
  address: Address,
  size: number,
  stored: readonly Value[],
  writes: readonly Write[],
  manner: Manner,
): Meaning {
  const elements = { size, count: stored.length };
  const memory = shape('load-store', address, elements, { ...manner, atomic: true });
  return { writes: settled(writes), memory, stored };
}

/** The same access with the permissions of EL0. */
export function unprivileged(meaning: Meaning): Meaning {
  const { memory } = meaning;
  return memory === undefined ? meaning : { ...meaning, memory: { ...memory, unprivileged: true } };
}

/** The meaning, unpredictable where one of the conditions holds. */
export function unless(
  meaning: Meaning,
  ...conditions: readonly (readonly [holds: boolean, why: string])[]
): Meaning {
  const unpredictable = conditions.find(([holds]) => holds)?.[1];
  return unpredictable === undefined ? meaning : { ...meaning, unpredictable };
}

/** Write-back of a base that one of the registers loaded or stored is too; SP is none of those. */
export function basesOverlap(
  { addressing }: Address,
  Rn: number,
  registers: readonly number[],
): readonly [boolean, string] {
  return [
    addressing.writeBack !== undefined && Rn !== 31 && registers.includes(Rn),
    'write-back into a register that is loaded or stored',
  ];
}

/** Mnemonics by the field size, with the register that they take. */
export const sizes = [
  { ending: 'b', register: 'W', size: 0 },
  { ending: 'h', register: 'W', size: 1 },
  { ending: '', register: 'W', size: 2 },
  { ending: '', register: 'X', size: 3 },
] as const;

/** An exchange with memory in each size and each order, which is an ending of the mnemonic: `swpal`, `casab`. */
export function exchangeSyntaxes(
  mnemonic: string,
  orders: readonly (readonly [infix: string, fixed: Fields])[],
): readonly Syntax[] {
  return sizes.flatMap(({ ending, register, size }) =>
    orders.map(([infix, order]) => ({
      text: `${mnemonic}${infix}${ending} ${register}:Rs, ${register}:Rt, [XSP:Rn]`,
      fixed: { size, ...order },
    })),
  );
}

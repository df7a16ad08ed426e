import type { Form, Meaning, Syntax, Value } from './form.ts';
import { form } from './form.ts';
import type { Address } from './load-store.ts';
import { baseAddress, load, loaded, store } from './load-store.ts';
import type { Fields } from './pattern.ts';
import { arrangementOf } from './syntaxes.ts';
import { x } from './values.ts';
import { element, joined, setElement, setV, vectorOf } from './vectors.ts';

const vectorCount = 32;

/** Every arrangement: one doubleword is a vector here. */
const vectorsOfEach = [0, 1, 2, 3].flatMap((size) =>
  [0, 1].map((Q) => ({ size, Q, fixed: { size, Q } })),
);

/** How one form lays memory out over registers. */
interface Structure {
  /** Registers that have neighbouring elements of memory: 2 of LD2. */
  readonly interleaved: number;
  /** How often, with the next registers: 4 of LD1 of four registers. */
  readonly repeated: number;
}

/** By opcode, 'Advanced SIMD load/store multiple structures'. */
const structures: ReadonlyMap<number, Structure> = new Map([
  [0b0000, { repeated: 1, interleaved: 4 }],
  [0b0010, { repeated: 4, interleaved: 1 }],
  [0b0100, { repeated: 1, interleaved: 3 }],
  [0b0110, { repeated: 3, interleaved: 1 }],
  [0b0111, { repeated: 1, interleaved: 1 }],
  [0b1000, { repeated: 1, interleaved: 2 }],
  [0b1010, { repeated: 2, interleaved: 1 }],
]);

/** `[Xn]`, or with `Rm` the post-index by a register, or by all bytes for 31. */
function structureAddress({ Rn = 0, Rm }: Fields, bytes: number): Address {
  if (Rm === undefined) {
    return baseAddress(Rn);
  }
  return baseAddress(Rn, Rm === 31 ? bytes : x(Rm), 'post-index');
}

const isStructure = ({ opcode = 0, size = 0, Q = 0 }: Fields): boolean => {
  const structure = structures.get(opcode);
  // A vector of one doubleword has nothing to interleave.
  return structure !== undefined && (structure.interleaved === 1 || size !== 3 || Q === 1);
};

/** Where each element of memory is, in the order of addresses. */
function elementsOf({ repeated, interleaved }: Structure, Rt: number, lanes: number) {
  return Array.from({ length: repeated }, (_, repetition) =>
    Array.from({ length: lanes }, (__, lane) =>
      Array.from({ length: interleaved }, (___, register) => ({
        register: (Rt + repetition + register) % vectorCount,
        lane,
      })),
    ),
  ).flat(2);
}

function multiple(fields: Fields): Meaning {
  const { Q = 0, L = 0, opcode = 0, size: scale = 0, Rt = 0 } = fields;
  const structure = structures.get(opcode) as Structure;
  const size = 1 << scale;
  const width = 64 << Q;
  const elements = elementsOf(structure, Rt, width / 8 / size);
  const address = structureAddress(fields, elements.length * size);
  if (L === 0) {
    const stored = elements.map(({ register, lane }) => element(register, lane, size * 8));
    return store(address, size, stored);
  }
  const lanes = new Map<number, Value[]>();
  for (const [index, { register }] of elements.entries()) {
    lanes.set(register, [...(lanes.get(register) ?? []), loaded(index, size)]);
  }
  const writes = [...lanes].flatMap(([register, values]) => setV(register, joined(values)));
  return load(address, { size, count: elements.length }, writes);
}

/** The size of a lane in bytes and its number, of 'Advanced SIMD load/store single structure'; none if not allocated. */
function laneOf({ Q = 0, opcode = 0, S = 0, size = 0 }: Fields) {
  const index = (Q << 3) | (S << 2) | size;
  switch (opcode >> 1) {
    case 0:
      return { bytes: 1, lane: index };
    case 1:
      return (size & 1) === 0 ? { bytes: 2, lane: index >> 1 } : undefined;
    case 2:
      if (size === 0) {
        return { bytes: 4, lane: index >> 2 };
      }
      return size === 1 && S === 0 ? { bytes: 8, lane: Q } : undefined;
    default:
      return undefined;
  }
}

function registersOf({ opcode = 0, R = 0, Rt = 0 }: Fields): readonly number[] {
  const count = (((opcode & 1) << 1) | R) + 1;
  return Array.from({ length: count }, (_, index) => (Rt + index) % vectorCount);
}

function single(fields: Fields): Meaning {
  const { bytes, lane } = laneOf(fields) as NonNullable<ReturnType<typeof laneOf>>;
  const registers = registersOf(fields);
  const address = structureAddress(fields, registers.length * bytes);
  if (fields['L'] === 0) {
    const stored = registers.map((register) => element(register, lane, bytes * 8));
    return store(address, bytes, stored);
  }
  const writes = registers.flatMap((register, index) =>
    setElement(register, lane, loaded(index, bytes)),
  );
  return load(address, { size: bytes, count: registers.length }, writes);
}

/** LD1R to LD4R. */
function replicate(fields: Fields): Meaning {
  const { Q = 0, size: scale = 0 } = fields;
  const size = 1 << scale;
  const registers = registersOf(fields);
  const lanes = (8 << Q) / size;
  const writes = registers.flatMap((register, index) => {
    const copies = vectorOf(lanes, () => loaded(index, size));
    return setV(register, copies);
  });
  const address = structureAddress(fields, registers.length * size);
  return load(address, { size, count: registers.length }, writes);
}

/** `[Xn]`; with post-index also what is added to it: all bytes, or a register, which is not the zero register. */
function transferSyntaxes(text: string, fixed: Fields, bytes: number, isPost: boolean): Syntax[] {
  return isPost
    ? [
        { text: `${text}, [XSP:Rn,bare], #${bytes}`, fixed: { ...fixed, Rm: 31 } },
        { text: `${text}, [XSP:Rn,bare], XR:Rm`, fixed },
      ]
    : [{ text: `${text}, [XSP:Rn,bare]`, fixed }];
}

const transfers = ['st', 'ld'] as const;

function multipleSyntaxes(isPost: boolean): readonly Syntax[] {
  return [...structures].flatMap(([opcode, { interleaved, repeated }]) =>
    vectorsOfEach.flatMap(({ size, Q, fixed }) =>
      transfers.flatMap((transfer, L) => {
        if (interleaved > 1 && size === 3 && Q === 0) {
          return [];
        }
        const count = interleaved * repeated;
        const text = `${transfer}${interleaved} {V.${arrangementOf(size, Q)}*${count}:Rt}`;
        return transferSyntaxes(text, { ...fixed, L, opcode }, (8 << Q) * count, isPost);
      }),
    ),
  );
}

/** The lane's number, of elements of 2^size bytes: the bits of Q, S and size that are not its size. */
const lanes = [
  { place: 'Q.S.size', opcode: 0b000, fixed: {} },
  { place: 'Q.S.size<1:1>', opcode: 0b010, fixed: { 'size<0:0>': 0 } },
  { place: 'Q.S', opcode: 0b100, fixed: { size: 0 } },
  { place: 'Q', opcode: 0b100, fixed: { size: 1, S: 0 } },
] as const;

const counts = [1, 2, 3, 4] as const;

function singleSyntaxes(isPost: boolean): readonly Syntax[] {
  return lanes.flatMap(({ place, opcode, fixed }, size) =>
    counts.flatMap((count) =>
      transfers.flatMap((transfer, L) => {
        const text = `${transfer}${count} {V.${'bhsd'.charAt(size)}*${count}:Rt}[${place}]`;
        const selem = { opcode: opcode | ((count - 1) >> 1), R: (count - 1) & 1 };
        return transferSyntaxes(text, { ...fixed, ...selem, L }, count << size, isPost);
      }),
    ),
  );
}

function replicateSyntaxes(isPost: boolean): readonly Syntax[] {
  return counts.flatMap((count) =>
    vectorsOfEach.flatMap(({ size, Q, fixed }) => {
      const text = `ld${count}r {V.${arrangementOf(size, Q)}*${count}:Rt}`;
      const selem = { opcode: (count - 1) >> 1, R: (count - 1) & 1 };
      return transferSyntaxes(text, { ...fixed, ...selem }, count << size, isPost);
    }),
  );
}

/** Loads and stores of Advanced SIMD structures: Arm ARM, C4.1.94. */
export const loadsStoresStructures: readonly Form[] = [
  { suffix: '', ending: '' },
  { suffix: ', post-index', ending: ' (post-indexed)' },
].flatMap(({ suffix, ending }) => {
  const isPost = suffix !== '';
  const group = (kind: string): string => `Advanced SIMD load/store ${kind}${ending}`;
  return [
    form(
      `LD1-LD4/ST1-ST4 (multiple structures${suffix})`,
      isPost
        ? '0 Q 0011001 L 0 Rm opcode:4 size Rn Rt'
        : '0 Q 0011000 L 000000 opcode:4 size Rn Rt',
      {
        group: group('multiple structures'),
        fp: true,
        allocated: isStructure,
        syntaxes: multipleSyntaxes(isPost),
      },
      multiple,
    ),
    form(
      `LD1-LD4/ST1-ST4 (single structure${suffix})`,
      isPost
        ? '0 Q 0011011 L R Rm opcode:3 S size Rn Rt'
        : '0 Q 0011010 L R 00000 opcode:3 S size Rn Rt',
      {
        group: group('single structure'),
        fp: true,
        allocated: (fields) => laneOf(fields) !== undefined,
        syntaxes: singleSyntaxes(isPost),
      },
      single,
    ),
    form(
      `LD1R-LD4R${suffix === '' ? '' : ' (post-index)'}`,
      isPost
        ? '0 Q 0011011 1 R Rm 11 opcode 0 size Rn Rt'
        : '0 Q 0011010 1 R 00000 11 opcode 0 size Rn Rt',
      { group: group('single structure'), fp: true, syntaxes: replicateSyntaxes(isPost) },
      replicate,
    ),
  ];
});

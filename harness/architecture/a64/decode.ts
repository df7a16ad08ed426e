import { inputsOf } from '../../expression/expression.ts';
import { byWord } from './by-word.ts';
import type { Form, Location, Meaning } from './form.ts';
import { forms } from './forms.ts';
import type { Fields } from './pattern.ts';
import { fieldReader, fieldsOf, fits } from './pattern.ts';
import type { InstructionWord } from './word.ts';

/** A location, and how many of its low bits count. */
type Extent = ReadonlyMap<Location, number>;

/** An instruction taken apart. */
export interface Decoded {
  readonly word: InstructionWord;
  readonly form: Form;
  readonly fields: Fields;
  readonly meaning: Meaning;
  /** What it depends on, with the bits of each that it reads; loaded memory is `meaning.memory`. */
  readonly reads: Extent;
  /** What it changes; a write of a W register writes all 64 bits. */
  readonly writes: ReadonlySet<Location>;
}

/** Forms are looked up by these bits, which tell most of them apart (Arm ARM, C4.1). */
const bucketLow = 21;
const bucketCount = 256;

let buckets: readonly (readonly Form[])[] | undefined;

function formsByBucket(): readonly (readonly Form[])[] {
  const mask = ((bucketCount - 1) << bucketLow) >>> 0;
  return Array.from({ length: bucketCount }, (_, index) =>
    forms.filter(({ pattern }) => {
      const common = pattern.mask & mask;
      return ((index << bucketLow) & common) >>> 0 === (pattern.value & common) >>> 0;
    }),
  );
}

/** The form of an instruction; undefined for an encoding that the table has not: unallocated, or of SVE, SME and FEAT_TEV. */
export function formOf(word: InstructionWord): Form | undefined {
  buckets ??= formsByBucket();
  const bucket = buckets[(word >>> bucketLow) & (bucketCount - 1)] ?? [];
  return bucket.find(
    ({ pattern, allocated }) =>
      fits(pattern, word) && (allocated === undefined || allocated(fieldsOf(pattern, word))),
  );
}

/** Whether words that have the fixed bits of a form are allocated to it; undefined where all are. */
export function allocationOf({
  pattern,
  allocated,
}: Form): ((word: InstructionWord) => boolean) | undefined {
  if (allocated === undefined) {
    return undefined;
  }
  const read = fieldReader(pattern);
  return (word) => allocated(read(word));
}

/** Takes an instruction apart, each once; undefined as for `formOf`. */
export const decode: (word: InstructionWord) => Decoded | undefined = byWord((word) => {
  const form = formOf(word);
  return form && new DecodedInstruction(word, form);
});

/** Works out what is asked for when it is. */
class DecodedInstruction implements Decoded {
  readonly word: InstructionWord;
  readonly form: Form;
  readonly fields: Fields;
  #meaning: Meaning | undefined;
  #reads: Extent | undefined;
  #writes: ReadonlySet<Location> | undefined;

  constructor(word: InstructionWord, form: Form) {
    this.word = word;
    this.form = form;
    this.fields = fieldsOf(form.pattern, word);
  }

  get meaning(): Meaning {
    this.#meaning ??= this.form.meaning(this.fields);
    return this.#meaning;
  }

  get reads(): Extent {
    this.#reads ??= readsOf(this.meaning);
    return this.#reads;
  }

  get writes(): ReadonlySet<Location> {
    this.#writes ??= new Set(this.meaning.writes.map(({ location }) => location));
    return this.#writes;
  }
}

/** Bits of a location: 128 of a vector register, 1 of a flag. */
export function widthOfLocation(location: Location): number {
  if (/^v\d/.test(location)) {
    return 128;
  }
  return ['n', 'z', 'c', 'v', 'monitor', 'event'].includes(location) ? 1 : 64;
}

function readsOf({ writes, memory, stored, control, condition, alsoReads }: Meaning): Extent {
  const reads = new Map<Location, number>();
  const note = (location: Location, width: number): void => {
    reads.set(location, Math.max(width, reads.get(location) ?? 0));
  };
  const values = [
    ...writes.map(({ value }) => value),
    ...(stored ?? []),
    ...(control !== undefined && 'target' in control ? [control.target] : []),
    ...(condition === undefined ? [] : [condition]),
  ];
  for (const { name, width } of values.flatMap((value) => [...inputsOf(value)])) {
    if (!name.startsWith('load')) {
      note(name, width);
    }
  }
  if (memory !== undefined) {
    note(memory.base, 64);
    if (memory.index?.register !== undefined) {
      note(memory.index.register, memory.index.extend.endsWith('w') ? 32 : 64);
    }
  }
  for (const location of alsoReads ?? []) {
    note(location, widthOfLocation(location));
  }
  return reads;
}

import { registerInfo } from '../../architecture/registers.ts';
import type { Source } from '../source.ts';
import { widthOfSource } from '../source.ts';

/** What the values of a set are values of: a source, or an aligned doubleword of memory, of which each byte is a source. */
export type Subject =
  | { readonly kind: 'source'; readonly source: Source; readonly width: number }
  | { readonly kind: 'doubleword'; readonly address: bigint; readonly width: 64 };

const byteWidth = 8;
const doublewordSize = 8n;

/** One object for each subject. */
export class Subjects {
  readonly #ofSources = new Map<Source, Subject>();
  readonly #doublewords = new Map<bigint, Subject>();

  of(source: Source): Subject {
    if (source.kind === 'memory') {
      const address = source.address - (source.address % doublewordSize);
      return known(this.#doublewords, address, () => ({ kind: 'doubleword', address, width: 64 }));
    }
    return known(this.#ofSources, source, () => ({
      kind: 'source',
      source,
      width: widthOfSource(source),
    }));
  }
}

function known<Key>(subjects: Map<Key, Subject>, key: Key, make: () => Subject): Subject {
  let subject = subjects.get(key);
  if (subject === undefined) {
    subject = make();
    subjects.set(key, subject);
  }
  return subject;
}

/** The lowest bit of a source in its subject. */
export function lowestBitOf(source: Source): number {
  return source.kind === 'memory' ? Number(source.address % doublewordSize) * byteWidth : 0;
}

/** Whether it is the ESR_EL2 of the call's own exception. */
export function isSyndrome(subject: Subject): boolean {
  return (
    subject.kind === 'source' &&
    subject.source.kind === 'syndrome' &&
    subject.source.register === 'esr_el2'
  );
}

/** Which comes first where several are written: the immediate, then registers, then memory. */
function rankOf(subject: Subject): readonly bigint[] {
  if (subject.kind === 'doubleword') {
    return [9n, subject.address];
  }
  const { source } = subject;
  switch (source.kind) {
    case 'immediate':
      return [0n];
    case 'register':
      return [1n, BigInt(registerInfo(source.register).word)];
    case 'flags':
      return [2n];
    case 'masks':
      return [3n];
    case 'syndrome':
      return [4n, BigInt(registerInfo(source.register).word)];
    case 'left':
      return [5n, BigInt(source.order), BigInt(registerInfo(source.register).word)];
    case 'left-byte':
      return [5n, BigInt(source.order), 1_000_000n, source.address];
    case 'clobbered':
      return [6n, BigInt(source.step), BigInt(registerInfo(source.register).word)];
    case 'read':
      return [7n, BigInt(source.step)];
    case 'memory':
      return [8n, source.address];
  }
}

/** The order in which subjects are written, for `toSorted`. */
export function bySubject(a: Subject, b: Subject): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  for (const [index, rank] of left.entries()) {
    const other = right[index] ?? 0n;
    if (rank !== other) {
      return rank < other ? -1 : 1;
    }
  }
  return 0;
}

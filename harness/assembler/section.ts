import type { ObjectSection, SectionFlags } from './object.ts';
import type { SectionAttributes, SectionRequest } from './section-attributes.ts';
import { SourceError } from './source-error.ts';
import { kindOfType, sectionFlag } from './special-sections.ts';
import type { Statement } from './statement.ts';

/** Bytes; a section beyond this is a mistake of the source. */
export const largestSection = 256 * 1024 * 1024;

interface TailShape {
  readonly statement: Statement;
  /** Bytes, where it begins at this offset of its section. Throws a SourceError. */
  readonly sizeAt: (address: number, section: Section) => number;
  /** Fills its bytes; those of its section before them are written. */
  readonly write: (bytes: Uint8Array, section: Uint8Array) => void;
}

/** The part at the end of a fragment whose size may depend on the layout. */
export type Tail = TailShape &
  (
    | { readonly kind: 'alignment'; readonly alignment: number; readonly isCode: boolean }
    | { readonly kind: 'leb128' | 'place' | 'count' | 'advance' }
  );

/** Fixed bytes of a subsection and one tail. Distances within a run of fragments are known before the layout. */
export class Fragment {
  readonly subsection: Subsection;
  /** Where its fixed bytes begin in the subsection's buffer. */
  readonly start: number;
  /** Bytes, fixed part. */
  length = 0;
  /** Where in the fixed part a .fill or .skip begins, which GNU as has a fragment of its own for. */
  readonly fills: number[] = [];
  tail: Tail | undefined;
  /** Bytes, where the tail's count is a number at once. */
  knownSize: number | undefined;
  /** Bytes; set by the layout. */
  tailSize = 0;
  /** Bytes behind the tail, which continue its pattern: padding that keeps a LEB128 number from changing its size for ever. */
  extra = 0;
  /** The first fragment of the run, and the distance from it. */
  readonly run: Fragment;
  readonly runOffset: number;
  /** Offset in the section; set by the layout. */
  address = 0;

  constructor(subsection: Subsection, start: number, before?: Fragment) {
    this.subsection = subsection;
    this.start = start;
    this.run = before?.run ?? this;
    this.runOffset =
      before === undefined ? 0 : before.runOffset + before.length + (before.knownSize ?? 0);
  }
}

/** What goes to one numbered part of a section; the parts are joined in the order of their numbers. */
export class Subsection {
  readonly section: Section;
  readonly number: number;
  readonly fragments: Fragment[];
  bytes = new Uint8Array(64);
  #used = 0;
  #current: Fragment;

  constructor(section: Section, number: number) {
    this.section = section;
    this.number = number;
    this.#current = new Fragment(this, 0);
    this.fragments = [this.#current];
  }

  /** The fragment that the next byte goes to; its length is the next byte's offset in it. */
  get fragment(): Fragment {
    return this.#current;
  }

  /** Makes room for `size` zero bytes and gives their index in `bytes`. */
  reserve(size: number): number {
    const at = this.#used;
    const end = at + size;
    if (end > this.bytes.length) {
      if (end > largestSection) {
        throw sectionTooLarge(this.section.name);
      }
      const grown = new Uint8Array(Math.max(end, this.bytes.length * 2));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.#used = end;
    this.#current.length += size;
    return at;
  }

  append(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Ends the fragment; a known size keeps the run going. */
  close(tail: Tail, knownSize?: number): void {
    this.#current.tail = tail;
    if (knownSize !== undefined && knownSize > largestSection) {
      throw sectionTooLarge(this.section.name);
    }
    this.#current.knownSize = knownSize;
    this.#current = new Fragment(
      this,
      this.#used,
      knownSize === undefined ? undefined : this.#current,
    );
    this.fragments.push(this.#current);
  }
}

/** The offset in the section of a place in a fragment, after the layout. */
export function addressOf(fragment: Fragment, offset: number): number {
  return fragment.address + offset;
}

export function sectionTooLarge(name: string): SourceError {
  return new SourceError(
    'section-too-large',
    `section '${name}' grows beyond ${largestSection / 1024 / 1024} MiB`,
  );
}

/** A section as the source builds it. */
export class Section {
  readonly name: string;
  readonly attributes: SectionAttributes;
  readonly flags: SectionFlags;
  readonly type: ObjectSection['type'];
  /** The linker may merge equal entries, so that an offset in it means nothing. */
  readonly merge: boolean;
  /** The group that it belongs to; empty for none. */
  group: string;
  /** A linker keeps one of all of its name or group. */
  readonly isOnce: boolean;
  /** Where it is no section but a row of numbers, as .struct makes them: the first one. */
  readonly origin: bigint | undefined;
  /** Bytes, a power of two. */
  alignment = 1;
  /** Bytes; set by the layout. */
  size = 0;
  /** What the last statement put here; an instruction after data begins at a whole word. */
  holds: 'nothing' | 'code' | 'data' = 'nothing';
  readonly #subsections = new Map<number, Subsection>();

  constructor(
    name: string,
    attributes: SectionAttributes,
    { group, isOnce }: Pick<SectionRequest, 'group' | 'isOnce'>,
    origin?: bigint,
  ) {
    const has = (flag: number): boolean => (attributes.flags & flag) !== 0;
    this.name = name;
    this.attributes = attributes;
    this.flags = {
      alloc: has(sectionFlag.alloc),
      write: has(sectionFlag.write),
      execute: has(sectionFlag.execute),
      ...(has(sectionFlag.threadLocal) ? { threadLocal: true } : {}),
    };
    this.type = kindOfType(attributes.type);
    this.merge = has(sectionFlag.merge);
    this.origin = origin;
    this.group = group;
    this.isOnce = isOnce || name.startsWith('.gnu.linkonce');
  }

  subsection(number: number): Subsection {
    let subsection = this.#subsections.get(number);
    if (subsection === undefined) {
      subsection = new Subsection(this, number);
      this.#subsections.set(number, subsection);
    }
    return subsection;
  }

  align(alignment: number): void {
    if (alignment > this.alignment) {
      this.alignment = alignment;
    }
  }

  /** In the order in which they are joined. */
  ordered(): readonly Subsection[] {
    return [...this.#subsections.values()].toSorted((a, b) => a.number - b.number);
  }
}

import type { Problems } from './problems.ts';
import { largestSection, sectionTooLarge } from './section.ts';
import type { Fragment, Section, Tail } from './section.ts';
import { SourceError } from './source-error.ts';

/** Sizes that depend on one another settle in a few rounds, long chains of them in more; a source that does not is wrong. */
const mostRounds = 1000;

/**
 * Gives every fragment its offset in its section; reports what cannot be laid out, where that is asked for. As in binutils 2.40 (gas/write.c, relax_segment) each
 * section begins with the least sizes and settles by itself, again and again until none depends on what moved in another.
 */
export function layOut(sections: readonly Section[], problems?: Problems): void {
  const fragments = sections.map((section) =>
    section.ordered().flatMap((subsection) => subsection.fragments),
  );
  const restless = settleAll(fragments)?.tail?.statement;
  if (restless !== undefined) {
    problems?.error('not-absolute', 'sizes depend on one another and never settle', restless, 0);
  }
  for (const [index, section] of sections.entries()) {
    const own = fragments[index] ?? [];
    // Once more, now that all is at rest, to report.
    place(own, (fragment, tail, address) => measure(fragment, tail, address, problems));
    const last = own.at(-1);
    section.size = last === undefined ? 0 : endOf(last);
  }
}

/** Lays all sections out; gives a fragment that never comes to rest, if there is one. */
function settleAll(sections: readonly (readonly Fragment[])[]): Fragment | undefined {
  let moved: Fragment | undefined;
  for (let round = 0; round < mostRounds; round++) {
    moved = undefined;
    for (const fragments of sections) {
      const before = fragments.map(({ address }) => address);
      const restless = settle(fragments);
      if (restless !== undefined) {
        return restless;
      }
      moved = fragments.find(({ address }, index) => address !== before[index]) ?? moved;
    }
    if (moved === undefined) {
      break;
    }
  }
  return moved;
}

/** Lays the fragments of a section out; gives one that never comes to rest, if there is one. */
function settle(fragments: readonly Fragment[]): Fragment | undefined {
  place(fragments, leastSize);
  const bounces = new Bounces();
  let moved: Fragment | undefined;
  for (let round = 0; round < mostRounds; round++) {
    moved = place(fragments, measure, bounces);
    if (moved === undefined) {
      break;
    }
  }
  return moved;
}

/** One round over a section; gives the last fragment whose size changed, if there is one. */
function place(
  fragments: readonly Fragment[],
  sizeOf: (fragment: Fragment, tail: Tail, address: number) => number,
  bounces?: Bounces,
): Fragment | undefined {
  let moved: Fragment | undefined;
  let address = 0;
  for (const fragment of fragments) {
    fragment.address = address;
    const { tail } = fragment;
    if (tail !== undefined) {
      const size = sizeOf(fragment, tail, address + fragment.length);
      const growth = size - fragment.tailSize;
      fragment.tailSize = size;
      if (growth !== 0) {
        moved = fragment;
        bounces?.note(fragment, tail, growth);
      }
    }
    address = endOf(fragment);
  }
  bounces?.endRound();
  return moved;
}

function endOf({ address, length, tailSize, extra }: Fragment): number {
  return address + length + tailSize + extra;
}

function leastSize(fragment: Fragment, tail: Tail, address: number): number {
  switch (tail.kind) {
    case 'alignment':
    case 'advance':
      return measure(fragment, tail, address);
    case 'leb128':
      return 1;
    case 'place':
    case 'count':
      return fragment.knownSize ?? 0;
  }
}

/** Rounds in which a number bounced, after which padding is added. */
const mostBounces = 2;

/**
 * Finds a LEB128 number whose size bounces for ever: with fewer bytes the padding behind it is larger, so that it needs more bytes, with
 * which the padding is smaller. The extra padding that stops it goes where GNU as puts it, and after as many rounds (binutils 2.40,
 * gas/write.c, rs_leb128_fudge).
 */
class Bounces {
  /** Bytes that this round has added so far. */
  #stretch = 0;
  /** Rounds in a row in which only numbers, and padding that makes up for them, changed. */
  #rounds = 0;
  /** Changes of this round. */
  #changes = 0;

  note(fragment: Fragment, tail: Tail, growth: number): void {
    const isOdd = this.#changes % 2 === 1;
    let added = growth;
    if (tail.kind === 'alignment' && growth < 0 && isOdd && this.#rounds >= mostBounces) {
      fragment.extra += tail.alignment;
      added += tail.alignment;
    }
    if (added === 0) {
      return;
    }
    this.#stretch += added;
    if (
      tail.kind === 'leb128' ||
      (tail.kind === 'alignment' && !tail.isCode && isOdd && this.#stretch === 0)
    ) {
      this.#changes++;
    } else {
      this.#changes = 0;
      this.#rounds = 0;
    }
  }

  endRound(): void {
    const isBounce = this.#stretch === 0 && this.#changes > 0 && this.#changes % 2 === 0;
    this.#rounds = isBounce ? this.#rounds + 1 : 0;
    this.#changes = isBounce ? this.#changes : 0;
    this.#stretch = 0;
  }
}

function measure(fragment: Fragment, tail: Tail, address: number, problems?: Problems): number {
  try {
    const size = tail.sizeAt(address, fragment.subsection.section);
    if (size <= largestSection - address) {
      return size;
    }
    throw sectionTooLarge(fragment.subsection.section.name);
  } catch (error) {
    if (!(error instanceof SourceError)) {
      throw error;
    }
    problems?.error(
      error.code,
      error.message,
      tail.statement,
      error.position,
      error.note,
      error.end,
    );
    return 0;
  }
}

/** The bytes of a section after the layout. */
export function sectionBytes(section: Section): Uint8Array {
  const bytes = new Uint8Array(section.type === 'nobits' ? 0 : section.size);
  if (section.type === 'nobits') {
    return bytes;
  }
  for (const subsection of section.ordered()) {
    for (const fragment of subsection.fragments) {
      bytes.set(
        subsection.bytes.subarray(fragment.start, fragment.start + fragment.length),
        fragment.address,
      );
      const size = fragment.tailSize + fragment.extra;
      if (fragment.tail !== undefined && (size > 0 || fragment.tail.kind === 'advance')) {
        const start = fragment.address + fragment.length;
        fragment.tail.write(bytes.subarray(start, start + size), bytes);
      }
    }
  }
  return bytes;
}

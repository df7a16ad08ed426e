import type { Problems } from './problems.ts';
import { largestSection, sectionTooLarge } from './section.ts';
import type { Fragment, Section, Tail } from './section.ts';
import { SourceError } from './source-error.ts';

/** Sizes that depend on one another settle in a few rounds; a source that does not is wrong. */
const mostRounds = 40;

/** Gives every fragment its offset in its section; reports what cannot be laid out. */
export function layOut(sections: readonly Section[], problems: Problems): void {
  let moved: Fragment | undefined;
  for (let round = 0; round < mostRounds; round++) {
    moved = placeAll(sections);
    if (moved === undefined) {
      break;
    }
  }
  const statement = moved?.tail?.statement;
  if (statement !== undefined) {
    problems.error('not-absolute', 'sizes depend on one another and never settle', statement, 0);
  }
  // Once more, now that all is at rest, to report.
  placeAll(sections, problems);
}

/** One round over all sections; gives a fragment whose size changed, if there is one. */
function placeAll(sections: readonly Section[], problems?: Problems): Fragment | undefined {
  let moved: Fragment | undefined;
  for (const section of sections) {
    let address = 0;
    for (const subsection of section.ordered()) {
      for (const fragment of subsection.fragments) {
        fragment.address = address;
        address += fragment.length;
        if (fragment.tail === undefined) {
          continue;
        }
        const size = measure(fragment, fragment.tail, address, problems);
        if (size !== fragment.tailSize) {
          moved = fragment;
        }
        fragment.tailSize = size;
        address += size;
      }
    }
    section.size = address;
  }
  return moved;
}

function measure(
  fragment: Fragment,
  tail: Tail,
  address: number,
  problems: Problems | undefined,
): number {
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
    problems?.error(error.code, error.message, tail.statement, error.position, error.note);
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
      if (fragment.tail !== undefined && fragment.tailSize > 0) {
        const start = fragment.address + fragment.length;
        fragment.tail.write(bytes.subarray(start, start + fragment.tailSize));
      }
    }
  }
  return bytes;
}

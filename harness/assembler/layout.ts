import { distanceFinal, evaluate, isNumber } from './evaluate.ts';
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
    const size = sizeOf(fragment, tail, address);
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

function sizeOf(fragment: Fragment, tail: Tail, address: number): number {
  switch (tail.kind) {
    case 'align': {
      const padding = (tail.alignment - (address % tail.alignment)) % tail.alignment;
      if (tail.most !== undefined && padding > tail.most) {
        return 0;
      }
      if (tail.fill !== 'code' && padding % tail.fill.length !== 0) {
        throw new SourceError(
          'value-out-of-range',
          `the padding of ${padding} bytes is no multiple of the fill's ${tail.fill.length}`,
        );
      }
      return padding;
    }
    case 'org':
      return orgSize(fragment, tail, address);
    case 'fill':
      return fillSize(tail);
  }
}

function orgSize(
  fragment: Fragment,
  tail: Tail & { readonly kind: 'org' },
  address: number,
): number {
  const value = evaluate(tail.target, distanceFinal);
  const { section } = fragment.subsection;
  const base = value?.symbol?.definition;
  if (
    value === undefined ||
    value.minus !== undefined ||
    (base !== undefined && base.kind !== 'label')
  ) {
    throw new SourceError('not-absolute', 'the target of .org is no place in this section');
  }
  if (base !== undefined && base.fragment.subsection.section !== section) {
    throw new SourceError(
      'not-absolute',
      `the target of .org is in section '${base.fragment.subsection.section.name}'`,
    );
  }
  const target =
    Number(value.constant) + (base === undefined ? 0 : base.fragment.address + base.offset);
  if (target < address) {
    throw new SourceError(
      'org-backwards',
      `.org to 0x${Math.max(0, target).toString(16)} lies ${address - target} bytes before the bytes already there, at 0x${address.toString(16)}`,
    );
  }
  return target - address;
}

function fillSize(tail: Tail & { readonly kind: 'fill' }): number {
  const value = evaluate(tail.count, distanceFinal);
  if (value === undefined || !isNumber(value)) {
    throw new SourceError('not-absolute', 'the count is no number that this file can tell');
  }
  if (value.constant < 0n) {
    throw new SourceError(
      'value-out-of-range',
      `the count is ${value.constant}, expected 0 or more`,
    );
  }
  return Number(value.constant) * tail.unit.length;
}

const nop = Uint8Array.of(0x1f, 0x20, 0x03, 0xd5);

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
        pad(bytes.subarray(start, start + fragment.tailSize), fragment.tail);
      }
    }
  }
  return bytes;
}

function pad(bytes: Uint8Array, tail: Tail): void {
  switch (tail.kind) {
    case 'align':
      // What is left of a word is zeros, then come whole instructions (binutils 2.40, aarch64_handle_align).
      if (tail.fill === 'code') {
        repeat(bytes.subarray(bytes.length & 3), nop);
      } else {
        repeat(bytes, tail.fill);
      }
      return;
    case 'org':
      bytes.fill(tail.fill);
      return;
    case 'fill':
      repeat(bytes, tail.unit);
  }
}

function repeat(bytes: Uint8Array, unit: Uint8Array): void {
  if (unit.length === 1) {
    bytes.fill(unit[0] ?? 0);
  } else {
    for (let at = 0; at + unit.length <= bytes.length; at += unit.length) {
      bytes.set(unit, at);
    }
  }
}

import type { Alternative } from './alternative.ts';
import { listAlternatives } from './alternative.ts';
import { ascending } from '../collections/order.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { CallbackWords } from './callback-words.ts';
import { callbackWords } from './callback-words.ts';
import type { Image, ImageLine } from './image.ts';
import { ImageLookup } from './lookup.ts';
import { instructionAt, instructionsOf, storeInstruction } from '../architecture/a64/word.ts';
import { moveInstruction } from './move-instruction.ts';

/** What a kernel does to itself at boot. */
export interface AppliedPatches {
  /** Capabilities. */
  readonly numbers: ReadonlySet<number>;
  readonly callbacks: readonly (CallbackWords & { readonly callback: string })[];
}

/**
 * The image as a kernel leaves it after patching in the alternatives of these capabilities (arch/arm64/kernel/alternative.c,
 * __apply_alternatives): copied instructions, branches and ADRP among them still arriving where they did; and what these callbacks make.
 * The image lists the callbacks that are left.
 *
 * @throws HcallError alternative-unknown, alternative-callback, alternative-invalid, callback-unknown, callback-misfit
 */
export function applyAlternatives(image: Image, { numbers, callbacks }: AppliedPatches): Image {
  const all = listAlternatives(image);
  if (all.length === 0 && numbers.size === 0 && callbacks.length === 0) {
    return image;
  }
  const patches = new Map(callbacks.map((patch) => [patch.callback, patch]));
  const made = all.filter(({ callbackName }) => patches.has(callbackName ?? ''));
  const chosen = all.filter((one) => numbers.has(one.number) && !made.includes(one));
  for (const number of numbers) {
    if (!all.some((alternative) => alternative.number === number)) {
      const known = [...new Set(all.map((alternative) => alternative.number))];
      throw problem('alternative-unknown', `no alternative has number ${number}`, {
        note:
          known.length === 0
            ? 'the code has no alternatives'
            : `there are ${known.toSorted((a, b) => a - b).join(', ')}`,
      });
    }
  }
  for (const { callback } of callbacks) {
    if (!made.some(({ callbackName }) => callbackName === callback)) {
      throw callbackUnknown(callback, all);
    }
  }
  const sections = image.sections.map((section) => ({ ...section, bytes: section.bytes.slice() }));
  const patched: Image = { ...image, sections };
  const lookup = new ImageLookup(patched);
  for (const alternative of chosen) {
    apply(lookup, alternative);
  }
  for (const alternative of made) {
    make(lookup, alternative, patches);
  }
  const unpatched = all
    .filter((one) => one.callback && !made.includes(one))
    .map(({ callbackName, original, length }) => ({
      callback: callbackName,
      start: original,
      end: original + BigInt(length),
    }));
  return {
    ...patched,
    lines: moveLines(image, chosen),
    ...(unpatched.length === 0 ? {} : { unpatched }),
  };
}

function callbackUnknown(callback: string, all: readonly Alternative[]): HcallError {
  const known = [...new Set(all.flatMap(({ callbackName }) => callbackName ?? []))];
  return problem('callback-unknown', `no alternative is made by '${callback}'`, {
    note:
      known.length === 0
        ? 'the code has no callback whose name is kept'
        : `the callbacks are ${known.toSorted().join(', ')}`,
  });
}

/** What a diagnostic about an alternative says, and where. */
function describe(lookup: ImageLookup, { number, original, callbackName }: Alternative) {
  const line = lookup.lineAt(original);
  const where = lookup.symbolAt(original)?.text ?? `0x${original.toString(16)}`;
  return {
    name: `alternative ${number} of ${where}`,
    maker: callbackName === undefined ? 'a function of the kernel' : `'${callbackName}'`,
    place: line === undefined ? {} : { place: line.place },
  };
}

/** Puts what a callback makes into its place. */
function make(
  lookup: ImageLookup,
  alternative: Alternative,
  patches: ReadonlyMap<string, CallbackWords>,
): void {
  const { original, length, callbackName = '' } = alternative;
  const { name, maker, place } = describe(lookup, alternative);
  const target = lookup.bytesAt(original, length);
  const patch = patches.get(callbackName);
  if (target === undefined || patch === undefined || length % 4 !== 0) {
    throw problem('alternative-invalid', `${name} is not in the image`, place);
  }
  const words = callbackWords(callbackName, patch, [...instructionsOf(target)]);
  if ('reason' in words) {
    throw problem(
      'callback-misfit',
      `what ${maker} makes of ${name} does not fit: ${words.reason}`,
      place,
    );
  }
  words.forEach((word, index) => storeInstruction(target, index * 4, word));
}

function apply(lookup: ImageLookup, alternative: Alternative): void {
  const { original, replacement, length, replacementLength } = alternative;
  const { name, maker, place } = describe(lookup, alternative);
  if (alternative.callback) {
    throw problem('alternative-callback', `${name} is made by ${maker}`, place);
  }
  const target = lookup.bytesAt(original, length);
  const source = lookup.bytesAt(replacement, replacementLength);
  if (target === undefined || source === undefined) {
    throw problem('alternative-invalid', `${name} is not in the image`, place);
  }
  if (length !== replacementLength || length % 4 !== 0 || original % 4n !== 0n) {
    throw problem(
      'alternative-invalid',
      `${name} replaces ${length} bytes by ${replacementLength}: expected as many whole instructions`,
      place,
    );
  }
  for (let at = 0; at < length; at += 4) {
    const offset = BigInt(at);
    const moved = moveInstruction(
      instructionAt(source, at),
      { address: replacement + offset, start: replacement, end: replacement + BigInt(length) },
      original + offset,
    );
    if (typeof moved === 'string') {
      throw problem('alternative-invalid', `${name}: ${moved}`, place);
    }
    storeInstruction(target, at, moved);
  }
}

/** The patched instructions come from the lines of the replacements. */
function moveLines(image: Image, applied: readonly Alternative[]): ImageLine[] {
  let lines: readonly ImageLine[] = image.lines;
  for (const { original, replacement, length } of applied) {
    const moved = clip(image.lines, replacement, replacement + BigInt(length)).map((line) => ({
      ...line,
      address: line.address - replacement + original,
    }));
    const end = original + BigInt(length);
    lines = [...clip(lines, 0n, original), ...moved, ...clip(lines, end, 1n << 64n)];
  }
  return [...lines].toSorted((a, b) => ascending(a.address, b.address));
}

/** The parts of lines within a range of addresses. */
function clip(lines: readonly ImageLine[], start: bigint, end: bigint): ImageLine[] {
  return lines.flatMap((line) => {
    const lineEnd = line.address + BigInt(line.size);
    const from = line.address > start ? line.address : start;
    const to = lineEnd < end ? lineEnd : end;
    return from < to ? [{ ...line, address: from, size: Number(to - from) }] : [];
  });
}

import { ascending } from '../collections/order.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Image, ImageLine } from './image.ts';
import { ImageLookup } from './lookup.ts';
import { instructionAt, storeInstruction } from '../architecture/a64/word.ts';
import { moveInstruction } from './move-instruction.ts';

/** One entry of .altinstructions, which the kernel patches in at boot on CPUs with the capability. */
export interface Alternative {
  /** The capability's number (arch/arm64/tools/cpucaps, asm/cpucaps.h); the callback bit is not part of it. */
  readonly number: number;
  /** A function makes the instructions: these cannot be applied here. */
  readonly callback: boolean;
  /** Physical address of the entry, of the instructions to replace, and of their replacement. */
  readonly entry: bigint;
  readonly original: bigint;
  readonly replacement: bigint;
  /** Bytes. */
  readonly length: number;
  readonly replacementLength: number;
}

/**
 * struct alt_instr (arch/arm64/include/asm/alternative.h; since 3.18): two distances from their own field, the capability, and two
 * lengths in bytes.
 */
const entrySize = 12;

/** ARM64_CB_BIT, since 5.20; before, a callback has a replacement of no bytes. */
const callbackBit = 0x8000;

/** What the image's .altinstructions say. @throws HcallError alternative-invalid when the section is cut within an entry */
export function listAlternatives(image: Image): Alternative[] {
  return image.sections
    .filter(({ name }) => name === '.altinstructions')
    .flatMap(({ address, bytes }) => {
      if (bytes.length % entrySize !== 0) {
        throw problem(
          'alternative-invalid',
          `'.altinstructions' has ${bytes.length} bytes, expected a multiple of ${entrySize}`,
        );
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: bytes.length / entrySize }, (_, index): Alternative => {
        const at = index * entrySize;
        const entry = address + BigInt(at);
        const capability = view.getUint16(at + 8, true);
        const replacementLength = view.getUint8(at + 11);
        return {
          number: capability & ~callbackBit,
          callback: (capability & callbackBit) !== 0 || replacementLength === 0,
          entry,
          original: BigInt.asUintN(64, entry + BigInt(view.getInt32(at, true))),
          replacement: BigInt.asUintN(64, entry + 4n + BigInt(view.getInt32(at + 4, true))),
          length: view.getUint8(at + 10),
          replacementLength,
        };
      });
    });
}

/**
 * The image as a kernel leaves it after patching in the alternatives of these capabilities (arch/arm64/kernel/alternative.c,
 * __apply_alternatives): copied instructions, branches and ADRP among them still arriving where they did.
 *
 * @throws HcallError alternative-unknown, alternative-callback, alternative-invalid
 */
export function applyAlternatives(image: Image, numbers: ReadonlySet<number>): Image {
  const chosen = listAlternatives(image).filter(({ number }) => numbers.has(number));
  for (const number of numbers) {
    if (!chosen.some((alternative) => alternative.number === number)) {
      throw problem('alternative-unknown', `no alternative has number ${number}`);
    }
  }
  const sections = image.sections.map((section) => ({ ...section, bytes: section.bytes.slice() }));
  const patched: Image = { ...image, sections };
  const lookup = new ImageLookup(patched);
  for (const alternative of chosen) {
    apply(lookup, alternative);
  }
  return { ...patched, lines: moveLines(image, chosen) };
}

function apply(lookup: ImageLookup, alternative: Alternative): void {
  const { original, replacement, length, replacementLength } = alternative;
  const line = lookup.lineAt(original);
  const place = line === undefined ? {} : { place: line.place };
  const name = `alternative ${alternative.number} of ${lookup.symbolAt(original)?.text ?? `0x${original.toString(16)}`}`;
  if (alternative.callback) {
    throw problem('alternative-callback', `${name} is made by a function of the kernel`, place);
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

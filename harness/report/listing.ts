import { shown } from '../diagnostics/shown.ts';
import type { Image, ImageLine, ImageSection } from '../image/image.ts';

/** Bytes in a row of data, at most. */
const rowSize = 16;

/** More equal zero bytes than this are one row. */
const shortestFill = 32;

/**
 * What an image holds, as lines of text: for each section its symbols, and the address, the bytes and the source of
 * every word. Instructions are shown as a 32-bit word, data as bytes in memory order.
 */
export function* listing(image: Image): Generator<string> {
  const labels = labelsOf(image);
  let first = true;
  for (const section of image.sections.filter(({ bytes }) => bytes.length > 0)) {
    yield `${first ? '' : '\n'}section ${section.name}`;
    first = false;
    for (const piece of piecesOf(section, image.lines, [...labels.keys()])) {
      for (const name of labels.get(piece.address) ?? []) {
        yield `\n${digits(piece.address)} <${shown(name)}>:`;
      }
      yield* rowsOf(piece);
    }
  }
}

function labelsOf({ symbols }: Image): ReadonlyMap<bigint, readonly string[]> {
  const labels = new Map<bigint, string[]>();
  for (const { name, address, kind } of symbols) {
    if (kind !== 'absolute') {
      labels.set(address, [...(labels.get(address) ?? []), name]);
    }
  }
  return labels;
}

/** Bytes with one source, and no label inside. */
interface Piece {
  readonly address: bigint;
  readonly bytes: Uint8Array;
  readonly line: ImageLine | undefined;
  /** Whether it is instructions. */
  readonly code: boolean;
  /** Whether its source has been shown before. */
  readonly continued: boolean;
}

function* piecesOf(
  section: ImageSection,
  lines: readonly ImageLine[],
  labels: readonly bigint[],
): Generator<Piece> {
  const end = section.address + BigInt(section.bytes.length);
  const inside = (address: bigint): boolean => address >= section.address && address < end;
  const own = lines.filter(({ address }) => inside(address));
  const cuts = new Set([
    section.address,
    ...own.flatMap(({ address, size }) => [address, address + BigInt(size)]),
    ...labels,
  ]);
  const starts = [...cuts]
    .filter((address) => inside(address))
    .toSorted((a, b) => (a < b ? -1 : 1));
  let next = 0;
  for (const [index, address] of starts.entries()) {
    const stop = starts[index + 1] ?? end;
    while (own[next + 1] !== undefined && (own[next + 1]?.address ?? 0n) <= address) {
      next += 1;
    }
    const candidate = own[next];
    const line =
      candidate !== undefined &&
      address >= candidate.address &&
      address < candidate.address + BigInt(candidate.size)
        ? candidate
        : undefined;
    yield {
      address,
      bytes: section.bytes.subarray(
        Number(address - section.address),
        Number(stop - section.address),
      ),
      line,
      code: line === undefined ? section.flags.execute : line.data !== true,
      continued: line !== undefined && line.address !== address,
    };
  }
}

function* rowsOf({ address, bytes, line, code, continued }: Piece): Generator<string> {
  const source = line === undefined || continued ? '' : sourceOf(line);
  if (bytes.length > shortestFill && bytes.every((byte) => byte === 0)) {
    yield row(address, `${bytes.length} bytes of 00`, source);
    return;
  }
  if (!code || bytes.length % 4 !== 0) {
    for (let offset = 0; offset < bytes.length; offset += rowSize) {
      const part = [...bytes.subarray(offset, offset + rowSize)];
      const text = part.map((byte) => hex(byte, 2)).join(' ');
      yield row(address + BigInt(offset), text, offset === 0 ? source : '');
    }
    return;
  }
  for (const { offset, text, times } of runsOf(bytes)) {
    const more = times === 1 ? '' : `(${times} times)`;
    yield row(address + BigInt(offset), text, offset === 0 && source !== '' ? source : more);
  }
}

interface WordRun {
  /** Bytes from the start. */
  readonly offset: number;
  readonly text: string;
  times: number;
}

/** Equal words in a row as one, but for the first of a piece, which stands next to its source: padding is long. */
function runsOf(bytes: Uint8Array): WordRun[] {
  const runs: WordRun[] = [];
  for (let offset = 0; offset < bytes.length; offset += 4) {
    const text = word(bytes.subarray(offset, offset + 4));
    const last = runs.at(-1);
    if (last !== undefined && last.offset > 0 && last.text === text) {
      last.times += 1;
    } else {
      runs.push({ offset, text, times: 1 });
    }
  }
  return runs;
}

function row(address: bigint, bytes: string, source: string): string {
  return `  ${digits(address)}  ${bytes.padEnd(8)}  ${shown(source)}`.trimEnd();
}

function sourceOf({ place, text }: ImageLine): string {
  const where = `${place.file.slice(place.file.lastIndexOf('/') + 1)}:${place.line}`;
  return text === undefined ? where : `${where.padEnd(20)} ${text.trim().replaceAll('\t', ' ')}`;
}

/** Four bytes in memory order as the little-endian word that they are. */
function word(bytes: Uint8Array): string {
  return [...bytes]
    .toReversed()
    .map((byte) => hex(byte, 2))
    .join('');
}

function digits(address: bigint): string {
  return address.toString(16).padStart(8, '0');
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

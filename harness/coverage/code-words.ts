import { nop } from '../architecture/a64/instructions.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import type { Place } from '../diagnostics/place.ts';
import { listAlternatives } from '../image/alternative.ts';
import type { Image, ImageLine } from '../image/image.ts';
import { groupBy } from '../collections/group-by.ts';
import { shortestPath } from '../run/paths.ts';
import { ImageLookup } from '../image/lookup.ts';

/** One instruction of an image. */
export interface CodeWord {
  readonly address: bigint;
  readonly word: InstructionWord;
  readonly place: Place;
  /** The file that was given and holds it, whatever others it includes. */
  readonly holder: string | undefined;
  /** That file says of its own code that it comes from others, and no line of its own has it. */
  readonly isAttributed: boolean;
  /** The source line. */
  readonly text: string | undefined;
  /** The nearest symbol at or before it. */
  readonly symbol: string;
  /** Bytes from that symbol. */
  readonly offset: number;
  /** The same for the same instruction in another image of the same ABI. */
  readonly key: string;
}

/** What assemblers fill code with: NOP, and zeros. */
const fill: ReadonlySet<number> = new Set([nop, 0]);

/**
 * The instructions of an image that come from sources, by address. Padding behind an instruction is none, and neither is
 * what alternatives are copied from: it runs where it is copied to.
 */
function codeWords(image: Image): CodeWord[] {
  const lookup = new ImageLookup(image);
  const copied = listAlternatives(image).filter(({ callback }) => !callback);
  const isCopied = (address: bigint): boolean =>
    copied.some(
      ({ replacement, replacementLength }) =>
        address >= replacement && address < replacement + BigInt(replacementLength),
    );
  return image.lines.flatMap((line) =>
    line.data === true ||
    lookup.sectionAt(line.address)?.flags.execute !== true ||
    isCopied(line.address)
      ? []
      : wordsOf(line, lookup),
  );
}

/** The path of a word's source as reports show it. */
export function fileOf({ place }: CodeWord): string {
  return shortestPath(place.file);
}

/**
 * All instructions that a wanted source holds, those of the headers that it includes too; and those that come from a wanted
 * header and are in functions that are mostly from wanted files: a macro of it counts only where wanted code uses it.
 * `isWanted` gets the path that reports show.
 */
export function wantedWords(image: Image, isWanted: (file: string) => boolean): CodeWord[] {
  const functions = groupBy(codeWords(image), ({ address, offset }) => address - BigInt(offset));
  const isHeld = ({ holder }: CodeWord): boolean =>
    holder !== undefined && isWanted(shortestPath(holder));
  const isFromWanted = (word: CodeWord): boolean => isWanted(fileOf(word));
  return [...functions.values()].flatMap((words) => {
    const isHome = homeOf(words).some(isFromWanted);
    return words.filter((word) => isHeld(word) || (isHome && isFromWanted(word)));
  });
}

/** The words of the file that most of a function comes from. */
function homeOf(words: readonly CodeWord[]): readonly CodeWord[] {
  const files = [...groupBy(words, fileOf).values()].toSorted((a, b) => b.length - a.length);
  return files[0] ?? [];
}

function wordsOf(
  { address, size, place, text, holder, attributed: isAttributed = false }: ImageLine,
  lookup: ImageLookup,
): CodeWord[] {
  const words = Array.from({ length: size >> 2 }, (_, index) =>
    lookup.wordAt(address + BigInt(4 * index)),
  );
  while (words.length > 1 && fill.has(words.at(-1) ?? 0)) {
    words.pop();
  }
  return words.flatMap((word, index) => {
    const at = address + BigInt(4 * index);
    const near = lookup.symbolAt(at);
    const symbol = near?.symbol.name ?? '';
    const offset = Number(near?.offset ?? 0n);
    const key = `${symbol}+${offset} ${place.file}:${place.line}`;
    return word === undefined
      ? []
      : [{ address: at, word, place, holder, isAttributed, text, symbol, offset, key }];
  });
}

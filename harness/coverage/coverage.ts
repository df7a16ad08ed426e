import { choiceOf } from '../architecture/choice.ts';
import { slotOffset, slots } from '../architecture/slot.ts';
import type { Slot } from '../architecture/slot.ts';
import type { Plain } from '../collections/plain.ts';
import type {
  coveredFileShape,
  coveredFunctionShape,
  coveredInstructionShape,
  coveredLineShape,
  coveredTableShape,
  coverageShape,
  reachedShape,
  shareShape,
} from './coverage-shape.ts';
import type { Test } from '../fixture/test.ts';
import type { Image } from '../image/image.ts';
import type { Reach } from '../run/reach.ts';
import { imageBase } from '../run/reach.ts';
import type { CodeWord } from './code-words.ts';
import { fileOf, wantedWords } from './code-words.ts';
import { groupBy } from '../collections/group-by.ts';
import { markerOf } from './source-marker.ts';

/*
 * Words of this room. What tests reached: instructions, both ways of each condition, slots of vector tables. A code
 * word is an instruction of a source. A marker in the source excuses what cannot be reached, with the reason.
 */

/** How much of something tests reached. */
export type Share = Plain<typeof shareShape>;

type CoveredInstruction = Plain<typeof coveredInstructionShape>;

export type CoveredLine = Plain<typeof coveredLineShape>;

type CoveredFunction = Plain<typeof coveredFunctionShape>;

export type CoveredFile = Plain<typeof coveredFileShape>;

export type CoveredTable = Plain<typeof coveredTableShape>;

/** What tests reached, whatever they ran on. */
export type Reached = Plain<typeof reachedShape>;

/** What the tests of a run reached. */
export type Coverage = Plain<typeof coverageShape>;

interface Counts {
  readonly word: CodeWord;
  readonly abi: string;
  count: number;
  held: number;
}

interface ImageCounts {
  readonly abi: string;
  readonly image: Image;
  readonly base: bigint;
  readonly counts: Float64Array;
  readonly held: Float64Array;
}

/** Adds up what tests reach. */
export class CoverageCollector {
  readonly #images = new Map<string, ImageCounts>();
  /** Names of vector tables by ABI. */
  readonly #tables = new Map<string, Set<string>>();

  readonly onImage = (key: string, abi: string, image: Image): void => {
    const base = imageBase(image);
    const end = image.sections.reduce((most, { address, bytes }) => {
      const last = Number(address - base) + bytes.length;
      return last > most ? last : most;
    }, 0);
    const words = (end + 3) >> 2;
    const counts = new Float64Array(words);
    this.#images.set(key, { abi, image, base, counts, held: new Float64Array(words) });
  };

  readonly onReach = ({ abi, vectors }: Pick<Test, 'abi' | 'vectors'>, reach: Reach): void => {
    const image = this.#images.get(reach.session);
    if (image === undefined) {
      return;
    }
    const tables = this.#tables.get(abi.name) ?? new Set();
    this.#tables.set(abi.name, tables);
    abi.vectors.forEach(({ table }) => tables.add(table));
    if (vectors.isReplaced === true) {
      tables.add(vectors.table);
    }
    reach.offsets.forEach((offset, index) => {
      const word = offset >> 2;
      image.counts[word] = (image.counts[word] ?? 0) + (reach.counts[index] ?? 0);
      image.held[word] = (image.held[word] ?? 0) + (reach.held[index] ?? 0);
    });
  };

  /** What was reached of wanted sources; `isWanted` gets the path that reports show. */
  coverage(isWanted: (file: string) => boolean): Reached {
    const all = this.#instructions(isWanted);
    const files = filesOf([...all.values()]);
    const tables = this.#coveredTables(all);
    const slotCounts = tables.flatMap((table) => table.slots.map(({ count }) => count > 0));
    return {
      instructions: sum(files.map(({ instructions }) => instructions)),
      outcomes: sum(files.map(({ outcomes }) => outcomes)),
      slots: { covered: slotCounts.filter(Boolean).length, total: slotCounts.length },
      files,
      tables,
    };
  }

  /** The same instruction in several images counts once. */
  #instructions(isWanted: (file: string) => boolean): Map<string, Counts> {
    const all = new Map<string, Counts>();
    for (const { abi, image, base, counts, held } of this.#images.values()) {
      for (const word of wantedWords(image, isWanted)) {
        const key = `${abi} ${word.key}`;
        const known = all.get(key) ?? { word, abi, count: 0, held: 0 };
        const index = Number(word.address - base) >> 2;
        known.count += counts[index] ?? 0;
        known.held += held[index] ?? 0;
        all.set(key, known);
      }
    }
    return all;
  }

  #coveredTables(all: ReadonlyMap<string, Counts>): CoveredTable[] {
    const tables = new Map<string, Map<number, number>>();
    for (const { word, abi, count } of all.values()) {
      if (this.#tables.get(abi)?.has(word.symbol) === true) {
        const key = `${abi} ${word.symbol}`;
        const offsets = tables.get(key) ?? new Map<number, number>();
        tables.set(key, offsets.set(word.offset, (offsets.get(word.offset) ?? 0) + count));
      }
    }
    return [...tables].map(([key, offsets]) => {
      const [abi = '', table = ''] = key.split(' ');
      const countOf = (slot: Slot): number => offsets.get(slotOffset(slot)) ?? 0;
      return { abi, table, slots: slots.map((slot) => ({ slot, count: countOf(slot) })) };
    });
  }
}

function filesOf(instructions: readonly Counts[]): CoveredFile[] {
  const files = groupBy(instructions, ({ word }) => fileOf(word));
  return [...files]
    .map(([file, own]) => fileCoverage(file, own))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

function fileCoverage(file: string, own: readonly Counts[]): CoveredFile {
  const lines = [...groupBy(own, ({ word }) => word.place.line)]
    .map(([line, counts]) => lineCoverage(line, counts))
    .toSorted((a, b) => a.line - b.line);
  return {
    file,
    instructions: sum(lines.map(instructionShare)),
    outcomes: sum(lines.map(outcomeShare)),
    functions: functionsOf(own),
    lines,
  };
}

function lineCoverage(line: number, counts: readonly Counts[]): CoveredLine {
  const instructions = counts.map(({ word, abi, count, held }): CoveredInstruction => {
    const at = word.offset === 0 ? word.symbol : `${word.symbol}+0x${word.offset.toString(16)}`;
    const hasOutcomes = choiceOf(word.word) !== undefined;
    return {
      abi,
      at,
      count,
      ...(hasOutcomes ? { outcomes: { held, failed: count - held } } : {}),
    };
  });
  const text = counts[0]?.word.text ?? '';
  const marker = markerOf(text);
  if (marker === undefined || marker.kind === 'equivalent') {
    return { line, text, instructions };
  }
  const { kind, reason } = marker;
  const wrong = instructions.some(({ count, outcomes }) =>
    kind === 'unreachable'
      ? count > 0
      : ((kind === 'never' ? outcomes?.held : outcomes?.failed) ?? 0) > 0,
  );
  return { line, text, instructions, marker: { kind, reason, wrong } };
}

/** What a marker excuses is not counted at all. */
export function instructionShare({ instructions, marker }: CoveredLine): Share {
  return marker?.kind === 'unreachable'
    ? { covered: 0, total: 0 }
    : {
        covered: instructions.filter(({ count }) => count > 0).length,
        total: instructions.length,
      };
}

/** Both ways of each condition, but for what a marker excuses. */
export function outcomeShare({ instructions, marker }: CoveredLine): Share {
  const counts = instructions.flatMap(({ outcomes }) =>
    outcomes === undefined || marker?.kind === 'unreachable'
      ? []
      : [
          ...(marker?.kind === 'never' ? [] : [outcomes.held]),
          ...(marker?.kind === 'always' ? [] : [outcomes.failed]),
        ],
  );
  return { covered: counts.filter((count) => count > 0).length, total: counts.length };
}

function functionsOf(own: readonly Counts[]): CoveredFunction[] {
  const functions = groupBy(own, ({ abi, word }) => `${abi} ${word.symbol}`);
  return [...functions.values()]
    .map((counts): CoveredFunction => {
      const [first] = counts.toSorted((a, b) => a.word.offset - b.word.offset);
      return {
        name: first?.word.symbol ?? '',
        abi: first?.abi ?? '',
        line: first?.word.place.line ?? 0,
        count: first?.count ?? 0,
        covered: counts.filter(({ count }) => count > 0).length,
        total: counts.length,
      };
    })
    .toSorted((a, b) => a.line - b.line);
}

function sum(shares: readonly Share[]): Share {
  return shares.reduce(
    (all, { covered, total }) => ({ covered: all.covered + covered, total: all.total + total }),
    { covered: 0, total: 0 },
  );
}

import type { Place } from '../diagnostics/place.ts';

/** One step of how a text came to be here, as a diagnostic's trail shows it. */
export interface TrailStep {
  readonly what: string;
  readonly place: Place;
}

/** From `line` on, the text comes from another file: what a line marker of the C preprocessor says. */
interface Marker {
  /** Index of the first physical line it is about. */
  readonly line: number;
  readonly file: string;
  /** The number, from 1, of that line in the file. */
  readonly number: number;
  /** The includes around it, innermost first. */
  readonly trail: readonly TrailStep[];
}

/** A text as the assembler reads it, and where each of its lines comes from. */
export class SourceText {
  readonly name: string;
  readonly text: string;
  #split: readonly string[] | undefined;
  readonly #markers: readonly Marker[];

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
    this.#markers = readMarkers(name, text);
  }

  /** The physical line with this index, from 0. */
  line(index: number): string {
    this.#split ??= this.text.split('\n');
    return this.#split[index] ?? '';
  }

  /** Whether a line marker says that some of the text comes from elsewhere. */
  get isAttributed(): boolean {
    return this.#markers.length > 0;
  }

  /** The files that line markers name; not those, such as <built-in>, that are none. */
  files(): string[] {
    return this.#markers.map(({ file }) => file).filter((file) => !/^<.*>$/u.test(file));
  }

  /** The file and line number that this physical line comes from, and the includes on the way. */
  origin(index: number): {
    readonly file: string;
    readonly line: number;
    readonly trail: readonly TrailStep[];
  } {
    let low = 0;
    let high = this.#markers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#markers[middle]?.line ?? 0) <= index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const marker = this.#markers[low - 1];
    if (marker === undefined) {
      return { file: this.name, line: index + 1, trail: [] };
    }
    return { file: marker.file, line: marker.number + index - marker.line, trail: marker.trail };
  }
}

/** `# 12 "file.h" 1`, as GCC and Clang write it, or `#line 12 "file.h"`. Flag 1 enters an include, 2 returns from one. */
const markerPattern =
  /^#[ \t]*(?:line[ \t]+)?(\d+)(?:[ \t]+"((?:[^"\\\n]|\\.)*)"((?:[ \t]+\d)*))?[ \t]*\r?$/gmu;

function readMarkers(name: string, text: string): Marker[] {
  const markers: Marker[] = [];
  let trail: readonly TrailStep[] = [];
  let line = 0;
  let counted = 0;
  for (const match of text.matchAll(markerPattern)) {
    line += countLines(text, counted, match.index);
    counted = match.index;
    const previous = markers.at(-1);
    const file = match[2]?.replaceAll(/\\(.)/gu, '$1') ?? previous?.file ?? name;
    const flags = match[3] ?? '';
    if (flags.includes('1') && previous !== undefined) {
      const number = previous.number + line - previous.line;
      trail = [
        { what: 'included here', place: { file: previous.file, line: number, column: 1 } },
        ...trail,
      ];
    } else if (flags.includes('2')) {
      trail = trail.slice(1);
    }
    markers.push({ line: line + 1, file, number: Number(match[1]), trail });
  }
  return markers;
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}

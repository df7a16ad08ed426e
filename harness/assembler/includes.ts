import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { fileLimits, readSourceText, statOf, unfitness } from '../files/regular-file.ts';
import { realPath } from '../files/walk.ts';
import { readFileNames } from './file-names.ts';
import type { FileName, FileNames } from './file-names.ts';
import type { PreprocessOptions } from './preprocess.ts';

/** A source and its text. */
export interface IncludingSource {
  readonly path: string;
  readonly text: string;
}

type SearchOptions = Pick<PreprocessOptions, 'includePaths' | 'forcedIncludes' | 'defines'>;

/** A file that is scanned, and the include that led to it. */
interface Scanned {
  readonly path: string;
  /** Of the source itself, which need not be a file. */
  readonly text?: string;
  readonly names: FileNames;
  readonly from?: { readonly file: Scanned; readonly name: FileName };
}

/** What could be included by a source, directly or through others. */
export interface IncludeScan {
  /** What is there. The first of the places where a file is looked for counts. */
  readonly files: readonly string[];
  /** Places where a file was looked for before, or at all: one that appears there is included instead. */
  readonly absent: ReadonlySet<string>;
  /** Includes of what is no file, or too large. */
  readonly problems: readonly Diagnostic[];
}

/**
 * Finds the files that a source may include. The conditions around includes are not looked at, so this is more than the
 * preprocessor reads; the system's own headers are left out. Names that macros paste together are not found.
 */
export function scanIncludes(source: IncludingSource, options: SearchOptions): IncludeScan {
  const scan = new Scan(source, options);
  scan.run();
  return scan;
}

/**
 * Keeps the preprocessor, which opens whatever a source names, away from pipes, devices and files without an end.
 *
 * @throws HcallError unreadable-source, at the include
 */
export function checkIncludes(source: IncludingSource, options: SearchOptions): void {
  const [first, ...rest] = scanIncludes(source, options).problems;
  if (first !== undefined) {
    throw new HcallError([first, ...rest]);
  }
}

/** Texts of macros that are tried as names of files; no source needs more than a few. */
const mostDefined = 10_000;

class Scan implements IncludeScan {
  readonly files: string[] = [];
  readonly absent = new Set<string>();
  readonly problems: Diagnostic[] = [];
  readonly #seen = new Set<string>();
  /** What was found by a name, from the folders where it is looked for. */
  readonly #found = new Map<string, readonly string[]>();
  readonly #pending: Scanned[] = [];
  readonly #source: IncludingSource;
  readonly #options: SearchOptions;
  /** Includes of macros, and what macros may stand for: each is tried with each. */
  readonly #computed: Scanned[] = [];
  readonly #defined = new Set<string>();

  constructor(source: IncludingSource, options: SearchOptions) {
    this.#source = source;
    this.#options = options;
  }

  run(): void {
    const { path, text } = this.#source;
    const real = realPath(path);
    if (real !== undefined) {
      this.#seen.add(real);
    }
    this.#pending.push({ path, text, names: readFileNames(text) });
    const { forcedIncludes = [], defines = [] } = this.#options;
    for (const define of defines) {
      this.#define(/=["<](.*)[">]$/su.exec(define)?.[1]);
    }
    for (const forced of forcedIncludes) {
      this.#take(forced, undefined);
    }
    for (let file = this.#pending.pop(); file !== undefined; file = this.#pending.pop()) {
      this.#follow(file);
    }
  }

  #follow(file: Scanned): void {
    const { includes, inclusions, isComputed, defined } = file.names;
    for (const name of includes) {
      for (const path of this.#candidates(file, name)) {
        this.#take(path, { file, name });
      }
    }
    // The assembler reads these itself, if it comes to them, and says then what is wrong.
    for (const name of inclusions) {
      for (const path of this.#candidates(file, name)) {
        this.#add(path, { file, name }, name.how === 'include');
      }
    }
    if (isComputed) {
      this.#computed.push(file);
      for (const text of this.#defined) {
        this.#compute(file, text);
      }
    }
    for (const { text } of defined) {
      this.#define(text);
    }
  }

  #define(text: string | undefined): void {
    if (text === undefined || this.#defined.has(text) || this.#defined.size >= mostDefined) {
      return;
    }
    this.#defined.add(text);
    for (const file of this.#computed) {
      this.#compute(file, text);
    }
  }

  #compute(file: Scanned, text: string): void {
    const offset = file.names.computedAt;
    const name: FileName = { text, how: 'quote', offset };
    for (const path of this.#candidates(file, name)) {
      this.#take(path, { file, name });
    }
  }

  /** The file that is meant; with #include_next, all that may be. */
  #candidates(file: Scanned, name: FileName): readonly string[] {
    const home = name.how === 'quote' || name.how === 'next' ? dirname(file.path) : '';
    const key = `${name.how} ${home}\n${name.text}`;
    const known = this.#found.get(key) ?? this.#lookUp(file, name);
    this.#found.set(key, known);
    return known;
  }

  #lookUp(file: Scanned, name: FileName): string[] {
    const found: string[] = [];
    for (const path of this.#searchOf(file, name)) {
      if (found.length > 0 && name.how !== 'next') {
        break;
      }
      if (isFileLike(path)) {
        found.push(path);
      } else {
        this.absent.add(path);
      }
    }
    return found;
  }

  #searchOf({ path }: Scanned, { text, how }: FileName): string[] {
    if (isAbsolute(text)) {
      return [text];
    }
    const { includePaths = [] } = this.#options;
    const home = dirname(this.#source.path);
    const folders = {
      quote: [dirname(path), home, ...includePaths],
      next: [dirname(path), home, ...includePaths],
      angle: includePaths,
      include: [home, ...includePaths, '.'],
      incbin: [home, ...includePaths, '.'],
    }[how];
    return folders.map((folder) => join(folder, text));
  }

  #take(path: string, from: Scanned['from']): void {
    const stats = statOf(path);
    const reason = stats === undefined ? undefined : unfitness(stats, fileLimits.source);
    if (reason === undefined) {
      this.#add(path, from, true);
    } else {
      this.#report(path, from, reason);
    }
  }

  #add(path: string, from: Scanned['from'], isScanned: boolean): void {
    const real = realPath(path);
    if (real === undefined || this.#seen.has(real)) {
      return;
    }
    this.#seen.add(real);
    this.files.push(path);
    if (!isScanned) {
      return;
    }
    try {
      const names = namesIn(path);
      this.#pending.push({ path, names, ...(from === undefined ? {} : { from }) });
    } catch (error) {
      this.#report(path, from, reasonOf(error));
    }
  }

  #report(path: string, from: Scanned['from'], reason: string): void {
    const message = `file '${path}' cannot be included: ${reason}`;
    const trail: NonNullable<Diagnostic['trail']>[number][] = [];
    for (let step = from?.file.from; step !== undefined; step = step.file.from) {
      trail.push({ what: 'included here', place: placeOf(step.file, step.name).place });
    }
    const more = from === undefined ? {} : { ...placeOf(from.file, from.name), trail };
    this.problems.push(...problem('unreadable-source', message, more).diagnostics);
  }
}

/** Names by path, and what changes with the file: many sources include the same headers. */
const known = new Map<string, { readonly stamp: string; readonly names: FileNames }>();

function namesIn(path: string): FileNames {
  const { dev, ino, size, mtimeMs, ctimeMs } = statSync(path);
  const stamp = `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  const absolute = resolve(path);
  const old = known.get(absolute);
  if (old?.stamp === stamp) {
    return old.names;
  }
  const names = readFileNames(readSourceText(path));
  known.set(absolute, { stamp, names });
  return names;
}

function placeOf(
  { path, text = readSourceText(path) }: Scanned,
  { offset, text: name }: FileName,
): Required<Pick<Diagnostic, 'place' | 'excerpt'>> {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
  }
  return {
    place: { file: path, line, column: offset - start + 1 },
    excerpt: {
      text: text.slice(start, end < 0 ? undefined : end).slice(0, 1000),
      length: name.length + 2,
    },
  };
}

/** Whether something is there that is opened as a file; folders are passed over, as the preprocessor does. */
export function isFileLike(path: string): boolean {
  return statOf(path)?.isDirectory() === false;
}

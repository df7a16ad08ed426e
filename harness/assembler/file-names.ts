/** A file that a source names. */
export interface FileName {
  readonly text: string;
  /** "a", <a>, either by #include_next, or what the assembler itself reads. */
  readonly how: 'quote' | 'angle' | 'next' | 'include' | 'incbin';
  /** Of the opening quote, in UTF-16 code units. */
  readonly offset: number;
}

/** The files that a text names, whether or not a condition switches that off. */
export interface FileNames {
  /** By #include and its kin, and by __has_include, for which the preprocessor opens the file. */
  readonly includes: readonly FileName[];
  /** By .include and .incbin. */
  readonly inclusions: readonly FileName[];
  /** Texts that macros stand for. */
  readonly defined: readonly FileName[];
  /** Whether some #include names a macro. */
  readonly isComputed: boolean;
  /** The first of these. */
  readonly computedAt: number;
}

/**
 * Reads the names in a text. It looks for more than there is: comments and strings are read as code, so that nothing that only
 * looks like one can hide an include.
 */
export function readFileNames(text: string): FileNames {
  const includes: FileName[] = [];
  const inclusions: FileName[] = [];
  const defined: FileName[] = [];
  let computedAt = -1;
  for (const { 0: sign, index } of text.matchAll(/#|%:|__has_include/gu)) {
    const isTest = sign === '__has_include';
    const at = isTest ? index : skipBlanks(text, index + sign.length);
    const word = wordAt(text, at);
    const rest = skipBlanks(text, at + word.length);
    switch (word.replaceAll(splice, '')) {
      case '__has_include':
      case '__has_include_next':
      case 'include':
      case 'include_next':
      case 'import': {
        const start = isTest && text[rest] === '(' ? skipBlanks(text, rest + 1) : rest;
        const name = nameAt(text, start);
        const isNext = word.endsWith('_next');
        if (name === undefined) {
          // INC("a.h"): the file may stand in the call.
          includes.push(...namesInLine(text, start));
          computedAt = computedAt < 0 ? start : computedAt;
        } else {
          includes.push(isNext ? { ...name, how: 'next' } : name);
        }
        break;
      }
      case 'define':
        defined.push(...namesInLine(text, rest));
    }
  }
  for (const match of text.matchAll(/\.(include|incbin)[ \t]*(")([^"\n]+)"/giu)) {
    const how = match[1]?.toLowerCase() === 'incbin' ? 'incbin' : 'include';
    const offset = match.index + match[0].indexOf('"');
    inclusions.push({ text: match[3] ?? '', how, offset });
  }
  return {
    includes: distinct(includes),
    inclusions: distinct(inclusions),
    defined: distinct(defined),
    isComputed: computedAt >= 0,
    computedAt,
  };
}

/** The first of those that say the same. */
function distinct(names: readonly FileName[]): FileName[] {
  const seen = new Map<string, FileName>();
  for (const one of names) {
    const key = `${one.how} ${one.text}`;
    if (!seen.has(key)) {
      seen.set(key, one);
    }
  }
  return [...seen.values()];
}

/** A line break that a backslash hides. */
const splice = /\\[ \t\f\v]*\r?\n/gu;

const blank = /(?:[ \t\f\v]|\\[ \t\f\v]*\r?\n)+/uy;
const word = /(?:\w|\\[ \t\f\v]*\r?\n){1,200}/uy;
const name = /"((?:[^"\\\n]|\\.){1,4096})"|<([^>\n]{1,4096})>/uy;
/** The first sign on the line that begins a name, or hides the end of the line. */
const quick = /[^"<\\\n]*["<\\]/uy;
/** Characters; a longer comment before a file name is none that anybody writes. */
const longestComment = 4096;

/** Behind white space and comments. */
function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    blank.lastIndex = at;
    const space = blank.exec(text)?.[0].length ?? 0;
    at += space;
    if (text.startsWith('/*', at)) {
      const end = text.slice(at + 2, at + longestComment).indexOf('*/');
      if (end < 0) {
        return at;
      }
      at += end + 4;
    } else if (space === 0) {
      return at;
    }
  }
}

function wordAt(text: string, at: number): string {
  word.lastIndex = at;
  return word.exec(text)?.[0] ?? '';
}

function nameAt(text: string, at: number): FileName | undefined {
  name.lastIndex = at;
  const match = name.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, quoted, angled] = match;
  const found = (quoted ?? angled ?? '').replaceAll(splice, '');
  return { text: found, how: quoted === undefined ? 'angle' : 'quote', offset: at };
}

/** All that could be a file name up to the end of a logical line. */
function namesInLine(text: string, from: number): FileName[] {
  const names: FileName[] = [];
  // Nearly all lines have none.
  quick.lastIndex = from;
  if (quick.exec(text) === null) {
    return names;
  }
  for (let at = from; at < text.length && text[at] !== '\n';) {
    const found = nameAt(text, at);
    if (found !== undefined) {
      names.push(found);
      at += found.text.length + 2;
    } else {
      blank.lastIndex = at;
      at += blank.exec(text)?.[0].length ?? 1;
    }
  }
  return names;
}

import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import { identityOf, plainRequest } from '../section-attributes.ts';
import type { SectionRequest } from '../section-attributes.ts';
import { SourceError } from '../source-error.ts';
import { sectionFlag, sectionType } from '../special-sections.ts';
import { stringText } from './string.ts';

const letters: Readonly<Record<string, number>> = {
  a: sectionFlag.alloc,
  d: sectionFlag.bind,
  e: sectionFlag.exclude,
  o: sectionFlag.linkOrder,
  w: sectionFlag.write,
  x: sectionFlag.execute,
  M: sectionFlag.merge,
  S: sectionFlag.strings,
  G: sectionFlag.group,
  T: sectionFlag.threadLocal,
  R: sectionFlag.retain,
};

const words: Readonly<Record<string, number>> = {
  write: sectionFlag.write,
  alloc: sectionFlag.alloc,
  execinstr: sectionFlag.execute,
  exclude: sectionFlag.exclude,
  tls: sectionFlag.threadLocal,
};

const types: Readonly<Record<string, number>> = sectionType;

/**
 * What follows the comma behind a section's name: `"flags", @type, entry size, group, comdat` or `#alloc, #execinstr` (binutils 2.40,
 * gas/config/obj-elf.c, obj_elf_section).
 *
 * @throws SourceError for a flag or type that does not exist
 */
export function readRequest(assembly: Assembly, cursor: Cursor): SectionRequest {
  return cursor.peek() === '"' ? readLetters(assembly, cursor) : readWords(cursor);
}

function readWords(cursor: Cursor): SectionRequest {
  let [flags, type] = [0, 0];
  do {
    if (cursor.peek() !== '#') {
      const { message } = cursor.unexpected("flags in quotes, or '#'");
      throw new SourceError('syntax-error', message, cursor.position);
    }
    cursor.expect('#');
    const start = cursor.position;
    const word = cursor.name('a section flag');
    const flag = words[word] ?? 0;
    flags |= flag;
    if (flag === 0) {
      type = typeNamed(word, start);
    }
  } while (cursor.accept(','));
  return { ...plainRequest, flags: flags >>> 0, type };
}

function readLetters(assembly: Assembly, cursor: Cursor): SectionRequest {
  const start = cursor.position;
  const { flags: given, isClone } = flagsOf(stringText(cursor), start + 1);
  let flags = given;
  const type = readType(cursor);
  let entrySize = 0;
  if ((flags & sectionFlag.merge) !== 0) {
    if (cursor.accept(',')) {
      entrySize = Number(assembly.absolute(cursor, 'the entry size'));
    } else {
      flags &= ~sectionFlag.merge;
    }
  }
  const linked =
    (flags & sectionFlag.linkOrder) !== 0 && cursor.accept(',') ? cursor.name('a section') : '';
  const { section } = assembly.subsection;
  let group = isClone ? section.group : '';
  let isOnce = isClone && section.isOnce;
  if ((flags & sectionFlag.group) !== 0) {
    if (cursor.accept(',')) {
      group = sectionName(cursor);
      isOnce = acceptComdat(cursor);
    } else {
      flags &= ~sectionFlag.group;
    }
  }
  if ((flags & sectionFlag.bind) !== 0 && (flags & sectionFlag.alloc) === 0) {
    throw new SourceError('syntax-error', "the flag 'd' needs 'a' next to it", start + 1);
  }
  // GNU as reads no number behind the name of a group alone.
  const mayHaveKind = (flags & sectionFlag.bind) !== 0 && (group === '' || isOnce);
  const kind = mayHaveKind ? readMemoryKind(assembly, cursor) : '';
  const number = readUnique(assembly, cursor);
  const isRetained = (flags & sectionFlag.retain) !== 0;
  const identity = identityOf({ group, linked, number, kind, isRetained });
  return { flags: flags >>> 0, type, entrySize, identity, group, isOnce };
}

function acceptComdat(cursor: Cursor): boolean {
  const before = cursor.position;
  if (cursor.accept(',') && cursor.word() === 'comdat') {
    return true;
  }
  cursor.position = before;
  return false;
}

/** The number of a kind of memory that the section is bound to; 0 is none (GNU's SHF_GNU_MBIND, sh_info). */
function readMemoryKind(assembly: Assembly, cursor: Cursor): string {
  const before = cursor.position;
  if (cursor.accept(',') && /\d/u.test(cursor.peek())) {
    const kind = assembly.absolute(cursor, 'the kind of memory');
    return kind === 0n ? '' : kind.toString();
  }
  cursor.position = before;
  return '';
}

/** `unique, number`: one more section of the name. */
function readUnique(assembly: Assembly, cursor: Cursor): string {
  if (!cursor.accept(',')) {
    return '';
  }
  const start = cursor.position;
  const word = cursor.word();
  if (word !== 'unique') {
    throw new SourceError('syntax-error', `expected 'unique', found '${word ?? ''}'`, start);
  }
  cursor.expect(',');
  return assembly.absolute(cursor, 'the number of the section').toString();
}

/** Letters, and numbers between them; `position` is that of the first in the statement. */
function flagsOf(
  text: string,
  position: number,
): { readonly flags: number; readonly isClone: boolean } {
  let flags = 0;
  let isClone = false;
  for (const match of text.matchAll(/a(ms?)(?=.|$)|(0[xX][\da-fA-F]+|\d+)|([\s\S])/gu)) {
    const [, merge, number, letter = ''] = match;
    if (merge !== undefined) {
      flags |= sectionFlag.alloc | sectionFlag.merge | (merge === 'ms' ? sectionFlag.strings : 0);
    } else if (number !== undefined) {
      flags |= numericFlags(number, position + match.index);
    } else if (letter === '?') {
      isClone = true;
    } else if (letters[letter] === undefined) {
      throw new SourceError(
        'syntax-error',
        `unknown section flag '${letter}'`,
        position + match.index,
        `expected letters of ${Object.keys(letters).join('')}? or numbers`,
      );
    } else {
      flags |= letters[letter];
    }
  }
  return { flags: flags >>> 0, isClone };
}

function numericFlags(text: string, position: number): number {
  const value = /^0\d/u.test(text) ? Number.parseInt(text, 8) : Number(text);
  if (!(value <= 0xffff_ffff) || /^0\d*[89]/u.test(text)) {
    throw new SourceError(
      'value-out-of-range',
      `the section flags '${text}' are out of range, expected 0 to 0xffffffff`,
      position,
    );
  }
  return value;
}

/** `, @type`, with a percent sign or in quotes too; 0 where none follows. */
function readType(cursor: Cursor): number {
  const before = cursor.position;
  if (!cursor.accept(',')) {
    return 0;
  }
  const next = cursor.peek();
  if (next === '"') {
    const start = cursor.position;
    return typeNamed(stringText(cursor), start);
  }
  if (next !== '@' && next !== '%') {
    cursor.position = before;
    return 0;
  }
  cursor.accept(next);
  const start = cursor.position;
  return typeNamed(cursor.name('a section type'), start);
}

function typeNamed(name: string, position: number): number {
  const known = Object.hasOwn(types, name) ? types[name] : undefined;
  const type = known ?? (/^(?:0x[\da-f]+|[1-9]\d*)$/i.test(name) ? Number(name) : undefined);
  if (type === undefined) {
    throw new SourceError(
      'syntax-error',
      `unknown section type '${name}'`,
      position,
      `expected one of ${Object.keys(types).join(', ')} or a number`,
    );
  }
  return type;
}

/** A section's or a group's name. */
export function sectionName(cursor: Cursor): string {
  if (cursor.peek() === '"') {
    return stringText(cursor);
  }
  // Names such as .discard.func-stack hold characters that symbols do not.
  const name = /^[^,\s;]+/u.exec(cursor.text.slice(cursor.position))?.[0];
  if (name === undefined) {
    throw cursor.unexpected("a section's name");
  }
  cursor.position += name.length;
  return name;
}

import { lowerCase } from '../ascii-case.ts';
import { bytesOfText } from '../../collections/byte-text.ts';
import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import type { ObjectSection, SectionFlags } from '../object.ts';
import { SourceError } from '../source-error.ts';
import type { Directive, DirectiveTable } from './directive.ts';
import { stringText } from './string.ts';

const types: Readonly<Record<string, ObjectSection['type']>> = {
  progbits: 'progbits',
  nobits: 'nobits',
  note: 'note',
  init_array: 'other',
  fini_array: 'other',
  preinit_array: 'other',
  unwind: 'other',
};

/** `.section name, "flags", @type, entry size, group`; for .pushsection a subsection number may follow the name. */
function section(push: boolean): Directive {
  return (assembly, cursor) => {
    const name = sectionName(cursor);
    let number = 0;
    let letters = '';
    let flags: SectionFlags | undefined;
    let type: ObjectSection['type'] | undefined;
    if (cursor.accept(',')) {
      if (push && cursor.peek() !== '"') {
        number = subsectionNumber(assembly, cursor);
        cursor.accept(',');
      }
      if (cursor.peek() === '"') {
        letters = stringText(cursor);
        flags = readFlags(letters, cursor);
        if (cursor.accept(',')) {
          type = readType(cursor);
        }
        readEntrySizeAndGroup(assembly, cursor, letters);
      }
    }
    const { sections } = assembly;
    if (push) {
      sections.push();
    }
    const { section, isNew } = assembly.openSection(name);
    if (isNew) {
      section.flags = flags ?? section.flags;
      section.merge = letters.includes('M');
      section.type = type ?? section.type;
    } else if (
      (flags !== undefined && !sameFlags(flags, section.flags)) ||
      (type !== undefined && type !== section.type)
    ) {
      throw new SourceError(
        'syntax-error',
        `section '${name}' has other flags or another type than before`,
      );
    }
    sections.switchTo(section.subsection(number));
  };
}

function sectionName(cursor: Cursor): string {
  if (cursor.peek() === '"') {
    return stringText(cursor);
  }
  // Names such as .discard.func-stack hold characters that symbols do not.
  const name = /^[^,\s"]+/u.exec(cursor.text.slice(cursor.position))?.[0];
  if (name === undefined) {
    throw cursor.unexpected("a section's name");
  }
  cursor.position += name.length;
  return name;
}

function readFlags(letters: string, cursor: Cursor): SectionFlags {
  const unknown = /[^awxMSGeoR?\d]/u.exec(letters)?.[0];
  if (unknown !== undefined) {
    throw new SourceError(
      'syntax-error',
      `unknown section flag '${unknown}'`,
      cursor.position - letters.length - 1,
    );
  }
  return {
    alloc: letters.includes('a'),
    write: letters.includes('w'),
    execute: letters.includes('x'),
  };
}

function sameFlags(a: SectionFlags, b: SectionFlags): boolean {
  return a.alloc === b.alloc && a.write === b.write && a.execute === b.execute;
}

function readType(cursor: Cursor): ObjectSection['type'] {
  if (!cursor.accept('@')) {
    cursor.accept('%');
  }
  const start = cursor.position;
  const name = lowerCase(cursor.name('a section type'));
  const type = types[name] ?? (/^(?:0x[\da-f]+|\d+)$/u.test(name) ? 'other' : undefined);
  if (type === undefined) {
    throw new SourceError('syntax-error', `unknown section type '${name}'`, start);
  }
  return type;
}

/** What only a linker that merges or drops sections uses: read, and not kept. */
function readEntrySizeAndGroup(assembly: Assembly, cursor: Cursor, letters: string): void {
  if (letters.includes('M') && cursor.accept(',')) {
    assembly.absolute(cursor, 'the entry size');
  }
  if (letters.includes('o') && cursor.accept(',')) {
    cursor.name('a section');
  }
  if (letters.includes('G') && cursor.accept(',')) {
    cursor.name('a group');
    if (cursor.accept(',')) {
      cursor.name("'comdat'");
    }
  }
}

/** Beyond the numbers of GNU as. */
const largestSubsection = 8192n;

function subsectionNumber(assembly: Assembly, cursor: Cursor): number {
  cursor.skipSpace();
  const start = cursor.position;
  const value = cursor.atEnd ? 0n : assembly.absolute(cursor, 'the subsection');
  if (value < 0n || value > largestSubsection) {
    throw new SourceError(
      'value-out-of-range',
      `the subsection ${value} is out of range, expected 0 to ${largestSubsection}`,
      start,
    );
  }
  return Number(value);
}

function standard(name: string): Directive {
  return (assembly, cursor) => {
    const number = subsectionNumber(assembly, cursor);
    assembly.sections.switchTo(assembly.openSection(name).section.subsection(number));
  };
}

const subsection: Directive = (assembly, cursor) => {
  const number = subsectionNumber(assembly, cursor);
  assembly.sections.switchTo(assembly.subsection.section.subsection(number));
};

const pop: Directive = (assembly) => {
  if (!assembly.sections.pop()) {
    throw new SourceError('unmatched-directive', `'.popsection' without '.pushsection'`, 0);
  }
};

const previous: Directive = (assembly) => {
  if (!assembly.sections.swap()) {
    throw new SourceError('unmatched-directive', `'.previous' without a section before`, 0);
  }
};

/** `.ident "text"`: a string in .comment, which begins with an empty one. */
const ident: Directive = (assembly, cursor) => {
  const text = stringText(cursor);
  const { sections } = assembly;
  sections.push();
  const { section, isNew } = assembly.openSection('.comment');
  sections.switchTo(section.subsection(0));
  assembly.emitBytes(bytesOfText(`${isNew ? '\0' : ''}${text}\0`));
  sections.pop();
};

export const sectionDirectives: DirectiveTable = {
  section: section(false),
  sect: section(false),
  pushsection: section(true),
  ident,
  popsection: pop,
  previous,
  subsection,
  text: standard('.text'),
  data: standard('.data'),
  bss: standard('.bss'),
};

import { bytesOfText } from '../../collections/byte-text.ts';
import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import type { SectionRequest } from '../section-attributes.ts';
import { SourceError } from '../source-error.ts';
import { storeInteger } from '../store-integer.ts';
import type { Directive, DirectiveTable } from './directive.ts';
import { readRequest, sectionName } from './section-flags.ts';
import { stringBytes, stringText } from './string.ts';

/** `.section name, "flags", @type, entry size, group`; for .pushsection a subsection number may follow the name. */
function section(push: boolean): Directive {
  return (assembly, cursor) => {
    const name = sectionName(cursor);
    let number = 0;
    let request: SectionRequest | undefined;
    let hasMore = cursor.accept(',');
    if (hasMore && push && /\d/u.test(cursor.peek())) {
      number = subsectionNumber(assembly, cursor);
      hasMore = cursor.accept(',');
    }
    if (hasMore) {
      request = readRequest(assembly, cursor);
    }
    cursor.end();
    const { sections } = assembly;
    const { section } = assembly.openSection(name, request);
    if (push) {
      sections.push();
    }
    sections.switchTo(section.subsection(number));
  };
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

const zeros: Directive = (assembly) => {
  assembly.sections.stepTo(assembly.openSection('.bss').section.subsection(0));
};

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

/** `.attach_to_group name`: the current section is kept or dropped with the group. */
const attach: Directive = ({ sections, subsection: { section } }, cursor) => {
  const name = sectionName(cursor);
  if (section.group !== '') {
    throw new SourceError(
      'syntax-error',
      `section '${section.name}' is in the group '${section.group}' already`,
      0,
    );
  }
  sections.attach(name);
};

/** `.struct number`: labels behind it are numbers from that one on, until another section begins. */
const struct: Directive = (assembly, cursor) => {
  const origin = cursor.atEnd ? 0n : assembly.absolute(cursor, 'the first number');
  assembly.sections.switchToNumbers(origin);
};

/** `.version "text"`: a note (ELF gABI, "Note Section"). */
const version: Directive = (assembly, cursor) => {
  const name = [...stringBytes(cursor), 0];
  const { sections } = assembly;
  sections.push();
  const { section } = assembly.openSection('.note');
  sections.switchTo(section.subsection(0));
  const words = new Uint8Array(12);
  storeInteger(words, 0, 4, BigInt(name.length));
  storeInteger(words, 8, 4, noteVersion);
  assembly.emitBytes(Uint8Array.from([...words, ...name]));
  assembly.pad(section.subsection(0), 4, Uint8Array.of(0));
  sections.pop();
};

/** NT_VERSION */
const noteVersion = 1n;

export const sectionDirectives: DirectiveTable = {
  section: section(false),
  sect: section(false),
  pushsection: section(true),
  ident,
  attach_to_group: attach,
  popsection: pop,
  previous,
  struct,
  offset: struct,
  version,
  subsection,
  text: standard('.text'),
  data: standard('.data'),
  bss: zeros,
};

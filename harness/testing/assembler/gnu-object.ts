import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesOfText, textOfBytes } from '../../collections/byte-text.ts';
import type { ObjectFile, SectionFlags } from '../../assembler/object.ts';

/** Debian's binutils-aarch64-linux-gnu. */
const assembler = 'aarch64-linux-gnu-as';

/** Milliseconds. GNU as has no end to macros that call themselves without one; it reads all sources of tests in a few. */
const patience = 120_000;

/** What two assemblers must agree on, in a form that compares and prints well. */
export interface ObjectView {
  /** Sections that have a size: alignment, flags, size and bytes in hexadecimal, by name. */
  readonly sections: Readonly<Record<string, string>>;
  /** Sorted; without section and mapping symbols. */
  readonly symbols: readonly string[];
  /** Sorted. */
  readonly relocations: readonly string[];
}

/** What GNU as says of a source that it refuses. */
export interface Refused {
  readonly errors: string;
}

/** Assembles a text without preprocessing it, in a folder of its own that holds `files` too. */
export function assembleWithGnu(
  text: string,
  options: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): ObjectView | Refused {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-gnu-object-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytesOfText(content));
    }
    writeFileSync(join(folder, 'source.s'), bytesOfText(text));
    const { status, signal, stderr } = spawnSync(
      assembler,
      [...options, 'source.s', '-o', 'object.o'],
      { cwd: folder, encoding: 'utf8', timeout: patience },
    );
    if (status !== 0) {
      return { errors: signal === null ? stderr : `GNU as was ended by ${signal}` };
    }
    return viewOfElf(readFileSync(join(folder, 'object.o')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface SectionFacts {
  readonly name: string;
  readonly alignment: number;
  readonly flags: SectionFlags;
  readonly size: number;
  readonly bytes: Uint8Array;
}

function sectionText({ alignment, flags, size, bytes }: SectionFacts): string {
  const letters = `${flags.alloc ? 'a' : '-'}${flags.write ? 'w' : '-'}${flags.execute ? 'x' : '-'}${flags.threadLocal === true ? 't' : ''}`;
  return `${letters} align ${alignment} size ${size}: ${Buffer.from(bytes).toString('hex')}`;
}

/** Names of sections; of several with one name, the second and later ones with their number. */
function distinctNames(sections: readonly { readonly name: string }[]): string[] {
  const counts = new Map<string, number>();
  return sections.map(({ name }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}

export function viewOfObject(object: ObjectFile): ObjectView {
  const { sections, symbols, relocations } = object;
  const names = distinctNames(sections);
  const sectionName = (index: number | string): string =>
    typeof index === 'number' ? (names[index] ?? '?') : index;
  return {
    sections: Object.fromEntries(
      sections.flatMap((section, index) =>
        section.size > 0 ? [[sectionName(index), sectionText(section)]] : [],
      ),
    ),
    symbols: symbols
      .filter(({ name, type }) => type === 'file' || (name !== '' && type !== 'section'))
      .map((symbol) => {
        const { name, section, value, size, binding, type, visibility } = symbol;
        const call = symbol.variantCall === true ? ' variant-pcs' : '';
        return `${name} ${sectionName(section)}+${value} size ${size} ${binding} ${type} ${visibility}${call}`;
      })
      .toSorted(),
    relocations: relocations
      .map(({ section, offset, type, symbol, addend }) => {
        const { name = '?', type: kind, section: home = '?' } = symbols[symbol] ?? {};
        const target = kind === 'section' ? sectionName(home) : name;
        return `${sectionName(section)}+0x${offset.toString(16)} ${type} ${target}+${addend}`;
      })
      .toSorted(),
  };
}

const sectionSize = 64;
const symbolSize = 24;
const bindings = ['local', 'global', 'weak'] as const;
const symbolTypes = [
  'none',
  'object',
  'function',
  'section',
  'file',
  'object',
  'thread-local',
  'other',
] as const;
const visibilities = ['default', 'internal', 'hidden', 'protected'] as const;

/** Reads what GNU as itself wrote; not for files of unknown origin. ELF-64 Object File Format, version 1.5. */
export function viewOfElf(elf: Buffer): ObjectView {
  const sections = readSections(elf);
  const table = sections.find(({ type }) => type === 2);
  const names = sections[table?.link ?? 0];
  const symbols = table === undefined ? [] : readSymbols(elf, table, names, sections);
  const kept = sections.filter(({ type, size }) => !isOwn(type) && size > 0);
  return {
    sections: Object.fromEntries(kept.map((section) => [section.name, sectionText(section)])),
    symbols: symbols
      .filter(
        ({ name, type }) =>
          type === 'file' || (name !== '' && !/^\$[dx]/u.test(name) && type !== 'section'),
      )
      .map(({ text }) => text)
      .toSorted(),
    relocations: sections
      .filter(({ type }) => type === 4)
      .flatMap((section) => readRelocations(elf, section, sections, symbols))
      .toSorted(),
  };
}

/** Whether a section is part of the file's own order: symbols, strings, relocations, groups, and none. */
function isOwn(type: number): boolean {
  return [0, 2, 3, 4, 17].includes(type);
}

interface ElfSection extends SectionFacts {
  readonly type: number;
  readonly offset: number;
  readonly link: number;
  readonly info: number;
}

function text(elf: Buffer, table: { readonly offset: number } | undefined, index: number): string {
  const start = (table?.offset ?? 0) + index;
  return textOfBytes(elf.subarray(start, elf.indexOf(0, start)));
}

function readSections(elf: Buffer): ElfSection[] {
  const start = Number(elf.readBigUInt64LE(40));
  const count = elf.readUInt16LE(60);
  const heads = Array.from({ length: count }, (_, index) => start + index * sectionSize);
  const nameTable = {
    offset: Number(elf.readBigUInt64LE((heads[elf.readUInt16LE(62)] ?? 0) + 24)),
  };
  const sections = heads.map((head) => {
    const type = elf.readUInt32LE(head + 4);
    const flags = elf.readBigUInt64LE(head + 8);
    const offset = Number(elf.readBigUInt64LE(head + 24));
    const size = Number(elf.readBigUInt64LE(head + 32));
    return {
      name: text(elf, nameTable, elf.readUInt32LE(head)),
      type,
      flags: {
        write: (flags & 1n) !== 0n,
        alloc: (flags & 2n) !== 0n,
        execute: (flags & 4n) !== 0n,
        threadLocal: (flags & 0x400n) !== 0n,
      },
      offset,
      size,
      link: elf.readUInt32LE(head + 40),
      info: elf.readUInt32LE(head + 44),
      alignment: Number(elf.readBigUInt64LE(head + 48)),
      bytes: type === 8 ? new Uint8Array(0) : elf.subarray(offset, offset + size),
    };
  });
  const real = sections.filter(({ type }) => !isOwn(type));
  const names = new Map(distinctNames(real).map((name, index) => [real[index], name]));
  return sections.map((section) => ({ ...section, name: names.get(section) ?? section.name }));
}

interface ElfSymbol {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

function readSymbols(
  elf: Buffer,
  table: ElfSection,
  names: ElfSection | undefined,
  sections: readonly ElfSection[],
): ElfSymbol[] {
  const special: Readonly<Record<number, string>> = {
    0: 'undefined',
    0xfff1: 'absolute',
    0xfff2: 'common',
  };
  return Array.from({ length: table.size / symbolSize }, (_, index) => {
    const at = table.offset + index * symbolSize;
    const info = elf.readUInt8(at + 4);
    const place = elf.readUInt16LE(at + 6);
    const type = symbolTypes[info & 15] ?? 'other';
    const home = sections[place];
    const section = special[place] ?? home?.name ?? '?';
    const name = type === 'section' ? section : text(elf, names, elf.readUInt32LE(at));
    const value = elf.readBigUInt64LE(at + 8);
    const size = elf.readBigUInt64LE(at + 16);
    const other = elf.readUInt8(at + 5);
    const visibility = visibilities[other & 3];
    const call = (other & 0x80) === 0 ? '' : ' variant-pcs';
    return {
      name,
      // A group's signature is part of the file's order.
      type: special[place] === undefined && home?.type === 17 ? 'section' : type,
      text: `${name} ${section}+${value} size ${size} ${bindings[info >> 4]} ${type} ${visibility}${call}`,
    };
  });
}

function readRelocations(
  elf: Buffer,
  section: ElfSection,
  sections: readonly ElfSection[],
  symbols: readonly ElfSymbol[],
): string[] {
  const target = sections[section.info]?.name ?? '?';
  return Array.from({ length: section.size / 24 }, (_, index) => {
    const at = section.offset + index * 24;
    const type = elf.readUInt32LE(at + 8);
    const name = symbols[elf.readUInt32LE(at + 12)]?.name ?? '?';
    return `${target}+0x${elf.readBigUInt64LE(at).toString(16)} ${type} ${name}+${elf.readBigInt64LE(at + 16)}`;
  });
}

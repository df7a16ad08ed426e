import { reservedFlags, sectionFlag, sectionType, specialSection } from './special-sections.ts';
import type { SpecialSection } from './special-sections.ts';

/** What a directive asks of a section. */
export interface SectionRequest {
  /** sh_flags; 0 where none are given. */
  readonly flags: number;
  /** sh_type; 0 where none is given. */
  readonly type: number;
  /** Bytes of an entry that a linker may merge. */
  readonly entrySize: number;
  /** The group, the linked section, the number: sections of one name that differ in these are different ones. */
  readonly identity: string;
  /** Empty for none. */
  readonly group: string;
  /** A linker keeps one of all sections of the group. */
  readonly isOnce: boolean;
}

/** What distinguishes a section from others of its name. */
interface Difference {
  readonly group: string;
  readonly linked: string;
  /** Of `unique`. */
  readonly number: string;
  /** Of the memory that it is bound to. */
  readonly kind: string;
  readonly isRetained: boolean;
}

/** Its {@link SectionRequest.identity}; empty for the section that has nothing but its name. */
export function identityOf({ group, linked, number, kind, isRetained }: Difference): string {
  const parts = [group, linked, number, kind, isRetained ? 'retain' : ''];
  return parts.every((part) => part === '') ? '' : JSON.stringify(parts);
}

/** The identity of a section that joins a group. */
export function joinGroup(identity: string, group: string): string {
  const [, ...rest] = identity === '' ? ['', '', '', '', ''] : (JSON.parse(identity) as string[]);
  return JSON.stringify([group, ...rest]);
}

/** What a section is. */
export type SectionAttributes = Pick<SectionRequest, 'flags' | 'type' | 'entrySize'>;

export const plainRequest: SectionRequest = {
  flags: 0,
  type: 0,
  entrySize: 0,
  identity: '',
  group: '',
  isOnce: false,
};

/** A new section's attributes: those that its name brings along, and those that are asked for (binutils 2.40, gas/config/obj-elf.c, obj_elf_change_section). */
export function newAttributes(name: string, request: SectionRequest): SectionAttributes {
  const special = specialSection(name);
  const { entrySize } = request;
  if (special === undefined) {
    const type = request.type === 0 ? sectionType.progbits : request.type;
    return { flags: request.flags, type, entrySize };
  }
  const type = request.type === 0 || isArray(special) ? special.type : request.type;
  const flags = keepsOwn(name, request.flags, special)
    ? request.flags | special.flags
    : request.flags;
  return { flags, type, entrySize };
}

function isArray({ type }: SpecialSection): boolean {
  return (
    type === sectionType.init_array ||
    type === sectionType.fini_array ||
    type === sectionType.preinit_array
  );
}

/** Whether the flags of the name count besides those asked for, which they do unless these are unusual for it. */
function keepsOwn(name: string, flags: number, special: SpecialSection): boolean {
  const unusual = flags & ~special.flags;
  if ((unusual & ~(sectionFlag.linkOrder | reservedFlags)) === 0) {
    return true;
  }
  const isSingle = flags === sectionFlag.alloc || flags === sectionFlag.execute;
  if (special.type === sectionType.note && isSingle) {
    return true;
  }
  return (
    special.match === 'dotted' &&
    name[special.name.length] === '.' &&
    (unusual & ~(sectionFlag.merge | sectionFlag.strings)) === 0
  );
}

/**
 * What is wrong with asking for an existing section with other attributes; undefined where nothing is, or where GNU as ignores what is asked,
 * which it does for names with a meaning of their own.
 */
export function changeProblem(
  name: string,
  old: SectionAttributes,
  request: SectionRequest,
): string | undefined {
  if (specialSection(name) !== undefined) {
    return undefined;
  }
  if (request.type !== 0 && request.type !== old.type) {
    return 'another type';
  }
  if (request.flags === 0) {
    return undefined;
  }
  const [before, after] = [old, request].map(comparedFlags);
  if (before !== after) {
    return 'other flags';
  }
  return (request.flags & sectionFlag.merge) !== 0 && request.entrySize !== old.entrySize
    ? 'another entry size'
    : undefined;
}

const compared =
  sectionFlag.write |
  sectionFlag.alloc |
  sectionFlag.execute |
  sectionFlag.merge |
  sectionFlag.strings |
  sectionFlag.threadLocal |
  sectionFlag.exclude;

/** The flags that count, and whether the section has bytes in memory. */
function comparedFlags({ flags, type }: SectionAttributes): string {
  const isLoaded = (flags & sectionFlag.alloc) !== 0 && type !== sectionType.nobits;
  return `${flags & compared} ${isLoaded}`;
}

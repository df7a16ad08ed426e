import type { ObjectSection, SectionFlags } from './object.ts';
import { Section } from './section.ts';
import type { Subsection } from './section.ts';

interface Standing {
  readonly current: Subsection;
  readonly previous: Subsection | undefined;
}

/** The sections of a source, the one that bytes go to, and those that .pushsection and .previous return to. */
export class SectionStack {
  readonly #byName = new Map<string, Section>();
  readonly #stack: Standing[] = [];
  #standing: Standing;

  constructor() {
    const text = this.open('.text').section;
    this.#standing = { current: text.subsection(0), previous: undefined };
  }

  get current(): Subsection {
    return this.#standing.current;
  }

  get all(): readonly Section[] {
    return [...this.#byName.values()];
  }

  find(name: string): Section | undefined {
    return this.#byName.get(name);
  }

  /** The section with this name, new ones with the attributes that ELF gives to the name. */
  open(name: string): { readonly section: Section; readonly isNew: boolean } {
    const known = this.#byName.get(name);
    if (known !== undefined) {
      return { section: known, isNew: false };
    }
    const { flags, type } = attributesOf(name);
    const section = new Section(name, flags, type);
    this.#byName.set(name, section);
    return { section, isNew: true };
  }

  switchTo(subsection: Subsection): void {
    this.#standing = { current: subsection, previous: this.#standing.current };
  }

  push(): void {
    this.#stack.push(this.#standing);
  }

  /** False when nothing was pushed. */
  pop(): boolean {
    const standing = this.#stack.pop();
    if (standing === undefined) {
      return false;
    }
    this.#standing = standing;
    return true;
  }

  /** Back to the section before the last switch; false when there is none. */
  swap(): boolean {
    const { current, previous } = this.#standing;
    if (previous === undefined) {
      return false;
    }
    this.#standing = { current: previous, previous: current };
    return true;
  }
}

const none: SectionFlags = { alloc: false, write: false, execute: false };
const code: SectionFlags = { alloc: true, write: false, execute: true };
const constants: SectionFlags = { alloc: true, write: false, execute: false };
const variables: SectionFlags = { alloc: true, write: true, execute: false };
const threadLocal: SectionFlags = { ...variables, threadLocal: true };

/** ELF gABI, "Special Sections", as binutils 2.40 reads it: a name, or a name and a dot as prefix where `prefix` says so. */
const special: readonly {
  readonly name: string;
  readonly prefix: boolean;
  readonly flags: SectionFlags;
  readonly type: ObjectSection['type'];
}[] = [
  { name: '.text', prefix: true, flags: code, type: 'progbits' },
  { name: '.init', prefix: false, flags: code, type: 'progbits' },
  { name: '.fini', prefix: false, flags: code, type: 'progbits' },
  { name: '.plt', prefix: false, flags: code, type: 'progbits' },
  { name: '.data', prefix: true, flags: variables, type: 'progbits' },
  { name: '.data1', prefix: false, flags: variables, type: 'progbits' },
  { name: '.persistent', prefix: true, flags: variables, type: 'progbits' },
  { name: '.got', prefix: false, flags: variables, type: 'progbits' },
  { name: '.init_array', prefix: true, flags: variables, type: 'other' },
  { name: '.fini_array', prefix: true, flags: variables, type: 'other' },
  { name: '.preinit_array', prefix: true, flags: variables, type: 'other' },
  { name: '.bss', prefix: true, flags: variables, type: 'nobits' },
  { name: '.noinit', prefix: true, flags: variables, type: 'nobits' },
  { name: '.tdata', prefix: true, flags: threadLocal, type: 'progbits' },
  { name: '.tbss', prefix: true, flags: threadLocal, type: 'nobits' },
  { name: '.eh_frame', prefix: false, flags: constants, type: 'progbits' },
  { name: '.rodata', prefix: true, flags: constants, type: 'progbits' },
  { name: '.rodata1', prefix: false, flags: constants, type: 'progbits' },
];

function attributesOf(name: string): {
  readonly flags: SectionFlags;
  readonly type: ObjectSection['type'];
} {
  const found = special.find(
    (row) => row.name === name || (row.prefix && name.startsWith(`${row.name}.`)),
  );
  if (found !== undefined) {
    return found;
  }
  const isNote = name.startsWith('.note') && name !== '.note.GNU-stack';
  return { flags: none, type: isNote ? 'note' : 'progbits' };
}

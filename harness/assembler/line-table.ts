import type { Section, Subsection } from './section.ts';
import { SourceError } from './source-error.ts';
import type { Statement } from './statement.ts';
import type { AssemblySymbol, Definition } from './symbol.ts';

/** A file of the line table: .file. */
export interface LineFile {
  readonly name: string;
  /** Index into the directories. */
  readonly directory: number;
  /** MD5 of its content, as the little-endian number that GNU as takes it for; 0 where none is given. */
  readonly digest: bigint;
}

/** What .loc says of the instruction behind it (DWARF 5, 6.2.2). */
export interface LineState {
  file: number;
  line: number;
  column: number;
  isStatement: boolean;
  isBasicBlock: boolean;
  isPrologueEnd: boolean;
  isEpilogueBegin: boolean;
  /** An instruction set architecture. */
  isa: number;
  discriminator: number;
  /** How many rows stand at this address before this one: a name for that number, or that it is 0. */
  view: AssemblySymbol | 'zero' | 'reset' | undefined;
}

/** A row of the line table, and the place that it is about. */
export interface LineEntry extends Readonly<LineState> {
  readonly place: Definition & { readonly kind: 'label' };
  readonly statement: Statement;
}

/** What .file and .loc say, in the order in which GNU as 2.40 keeps it (gas/dwarf2dbg.c). */
export class LineTable {
  /** DWARF; a file with the number 0 is new in 5. */
  version: 3 | 5 = 3;
  /** By number. */
  readonly files: (LineFile | undefined)[] = [];
  /** By number; the first one is the folder that the compiler ran in. */
  readonly directories: (string | undefined)[] = [];
  /** The statement of a .loc that no row was made of yet. */
  pending: Statement | undefined;
  /** .loc_mark_labels: a label begins a basic block. */
  marksLabels = false;
  readonly state: LineState = {
    file: 1,
    line: 0,
    column: 0,
    isStatement: true,
    isBasicBlock: false,
    isPrologueEnd: false,
    isEpilogueBegin: false,
    isa: 0,
    discriminator: 0,
    view: undefined,
  };
  readonly #entries = new Map<Section, Map<Subsection, LineEntry[]>>();

  /**
   * `.file number "directory" "name" md5 digest`
   *
   * @throws SourceError for a number that another file has, or a folder that is not known
   */
  addFile(number: number, given: string | undefined, name: string, digest: bigint): void {
    const [folder, base] = splitPath(name);
    const isZero = number === 0;
    const isWhole = given !== undefined && !isZero;
    const directory = isWhole || (given !== undefined && folder === '') ? given : folder;
    const file = isWhole ? name : base;
    const known = this.files[number];
    if (known !== undefined) {
      const place = this.directories[known.directory];
      const isSame =
        known.name === file && (place === undefined || place === withoutSlash(directory));
      if (!isSame || (digest !== 0n && digest !== known.digest)) {
        throw new SourceError('symbol-redefined', `file ${number} is another one already`, 0);
      }
      return;
    }
    if (isZero && given === undefined && this.directories[0] === undefined) {
      throw new SourceError(
        'syntax-error',
        `'.file 0' without a folder stands for one in which GNU as would run`,
        0,
        `name it: .file 0 "FOLDER" "${name}"`,
      );
    }
    const index = this.#directory(directory, isZero ? given : undefined);
    this.files[number] = { name: file, directory: index, digest };
  }

  /** The number of a folder; a new one when it has none. `compiled` is where the compiler ran, for the first file. */
  #directory(name: string, compiled: string | undefined): number {
    const folder = withoutSlash(name);
    if (folder === '') {
      return 0;
    }
    const known = this.directories.indexOf(folder);
    if (known >= 0) {
      return known;
    }
    let index = Math.max(this.directories.length, 1);
    if (compiled !== undefined && this.directories[0] === undefined) {
      index = name === compiled ? 0 : 1;
      this.directories[0] = withoutSlash(compiled);
    }
    this.directories[index] = folder;
    return index;
  }

  /** A row for the pending .loc at a place; clears what counts for one row only. */
  record(subsection: Subsection, offset: number, statement: Statement): void {
    const { state } = this;
    if (state.line !== 0) {
      this.#add(subsection, offset, statement);
    }
    this.drop();
  }

  /** A row for a label, where .loc_mark_labels asks for it. */
  mark(subsection: Subsection, statement: Statement): void {
    if (!this.marksLabels || !subsection.section.flags.execute || this.files.length === 0) {
      return;
    }
    this.state.isBasicBlock = true;
    this.#add(subsection, subsection.fragment.length, statement);
    this.drop();
  }

  #add(subsection: Subsection, offset: number, statement: Statement): void {
    const { section, fragment } = subsection;
    const bySubsection = this.#entries.get(section) ?? new Map<Subsection, LineEntry[]>();
    this.#entries.set(section, bySubsection);
    const entries = bySubsection.get(subsection) ?? [];
    bySubsection.set(subsection, entries);
    entries.push({ ...this.state, place: { kind: 'label', fragment, offset }, statement });
  }

  /** Forgets the pending .loc. */
  drop(): void {
    this.pending = undefined;
    this.state.isBasicBlock = false;
    this.state.isPrologueEnd = false;
    this.state.isEpilogueBegin = false;
    this.state.discriminator = 0;
    this.state.view = undefined;
  }

  /** The rows of each section, in the order of its subsections. */
  sequences(): readonly { readonly section: Section; readonly entries: readonly LineEntry[] }[] {
    return [...this.#entries].map(([section, bySubsection]) => ({
      section,
      entries: section.ordered().flatMap((subsection) => bySubsection.get(subsection) ?? []),
    }));
  }
}

/** The folder, and the name in it; a file of the root keeps its slash. */
function splitPath(path: string): readonly [string, string] {
  const end = path.lastIndexOf('/') + 1;
  return end === 1 ? ['', path] : [path.slice(0, end), path.slice(end)];
}

function withoutSlash(folder: string): string {
  return folder.endsWith('/') ? folder.slice(0, -1) : folder;
}

import { groupBy } from '../collections/group-by.ts';
import { nop } from '../architecture/a64/instructions.ts';
import type { Relocation } from '../assembler/relocation.ts';
import { applyRelocation, relocationOf } from '../assembler/relocation.ts';
import { isThreadLocal } from '../assembler/relocation-operators.ts';
import type { ObjectFile, ObjectRelocation, ObjectSymbol } from '../assembler/object.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import { formatPlace } from '../diagnostics/place.ts';
import { isBootData } from './boot-data.ts';
import { commonObject } from './common.ts';
import type { Image, ImageLine, ImageSymbol, OpenReference } from './image.ts';
import { replacedSymbol } from './replaced.ts';
import type { PlacedSection } from './layout.ts';
import { layOut } from './layout.ts';
import { lineOf } from './object-line.ts';
import type { Definition, Globals, Replacements } from './symbols.ts';
import { gatherGlobals, replacedDefinitions } from './symbols.ts';

export interface LinkOptions {
  /** The physical address of the first section. */
  readonly base: bigint;
  /** The address that the code believes to be at; `base` where it is left out. Differs from it by a multiple of 4 KiB. */
  readonly link?: bigint;
  /** Addresses of symbols that no object defines: functions that the test stubs. Physical. */
  readonly externals?: ReadonlyMap<string, bigint>;
  /** Who defines these symbols; the code that they have otherwise stays, as `replacedName` says. */
  readonly replacements?: Replacements;
  /** The section that holds this symbol goes first: the vector table's. */
  readonly first?: string;
  /** Another base, and what to say of an address that does not fit into its place with this base but would with that. */
  readonly lower?: { readonly base: bigint; readonly note: string };
  /** What to do about undefined symbols: report them, or leave their references as they are, for code that is read, not run. */
  readonly unresolved?: 'report' | 'leave';
}

/** Relocations that are reported; the rest would be more of the same. */
const mostErrors = 100;

/**
 * Static link after AAELF64: places the allocated sections, resolves symbols across the objects and applies their relocations.
 *
 * @throws HcallError symbol-undefined (all of them at once), symbol-duplicate, relocation-misfit, relocation-unknown, link-alignment,
 * link-address
 */
export function link(given: readonly ObjectFile[], options: LinkOptions): Image {
  const common = commonObject(given);
  const objects = common === undefined ? given : [...given, common];
  const globals = gatherGlobals(objects, options.replacements);
  const wanted =
    options.first === undefined ? undefined : definitionOf(objects, globals, options.first);
  const sections = layOut(
    objects,
    options.base,
    (object, index) =>
      wanted !== undefined && wanted.object === object && wanted.symbol.section === index,
  );
  const distance = (options.link ?? options.base) - options.base;
  checkAlignment(sections, distance);
  const linker = new Linker(objects, sections, globals, distance, options);
  linker.relocate();
  return {
    sections: sections.map(({ section, address, bytes }) => ({
      name: section.name,
      address,
      bytes,
      flags: section.flags,
      alignment: section.alignment,
    })),
    symbols: linker.symbols(),
    lines: linker.lines(),
    ...(linker.openReferences.length === 0 ? {} : { openReferences: linker.openReferences }),
  };
}

function definitionOf(
  objects: readonly ObjectFile[],
  globals: Globals,
  name: string,
): Definition | undefined {
  const global = globals.get(name);
  if (global !== undefined) {
    return global;
  }
  for (const object of objects) {
    const symbol = object.symbols.find(
      (candidate) => candidate.name === name && candidate.section !== 'undefined',
    );
    if (symbol !== undefined) {
      return { object, symbol };
    }
  }
  return undefined;
}

function checkAlignment(sections: readonly PlacedSection[], distance: bigint): void {
  const largest = sections.reduce((most, { section }) => Math.max(most, section.alignment), 4096);
  if (distance % BigInt(largest) === 0n) {
    return;
  }
  throw problem(
    'link-alignment',
    `the link address and the load address differ by 0x${BigInt.asUintN(64, distance).toString(16)}, not by a multiple of 0x${largest.toString(16)}`,
  );
}

class Linker {
  readonly #objects: readonly ObjectFile[];
  readonly #sections: readonly PlacedSection[];
  readonly #globals: Globals;
  readonly #externals: ReadonlyMap<string, bigint>;
  /** Link address minus load address. */
  readonly #distance: bigint;
  readonly #placed = new Map<ObjectFile, Map<number, PlacedSection>>();
  readonly #base: bigint;
  readonly #lower: LinkOptions['lower'];
  readonly #reports: boolean;
  readonly #replacements: Replacements;
  /** Of data that the kernel reads at boot. */
  readonly openReferences: OpenReference[] = [];
  readonly #errors: Diagnostic[] = [];
  /** Undefined symbols -> who needs them. */
  readonly #missing = new Map<string, Reference[]>();

  constructor(
    objects: readonly ObjectFile[],
    sections: readonly PlacedSection[],
    globals: Globals,
    distance: bigint,
    {
      base,
      lower,
      externals = new Map(),
      unresolved = 'report',
      replacements = new Map(),
    }: LinkOptions,
  ) {
    this.#objects = objects;
    this.#sections = sections;
    this.#globals = globals;
    this.#externals = externals;
    this.#distance = distance;
    this.#base = base;
    this.#lower = lower;
    this.#reports = unresolved === 'report';
    this.#replacements = replacements;
    for (const section of sections) {
      const own = this.#placed.get(section.object) ?? new Map<number, PlacedSection>();
      own.set(section.index, section);
      this.#placed.set(section.object, own);
    }
  }

  relocate(): void {
    for (const object of this.#objects) {
      for (const relocation of object.relocations) {
        const section = this.#placed.get(object)?.get(relocation.section);
        if (section !== undefined) {
          this.#apply(section, relocation);
        }
      }
    }
    for (const [name, references] of this.#missing) {
      this.#errors.push(undefinedSymbol(name, references));
    }
    const [first, ...rest] = this.#errors;
    if (first !== undefined) {
      throw new HcallError([first, ...rest]);
    }
  }

  #apply(section: PlacedSection, relocation: ObjectRelocation): void {
    const kind = relocationOf(relocation.type);
    const symbol = section.object.symbols[relocation.symbol];
    // R_AARCH64_NONE, 0 or 256: only keeps another section alive.
    if (relocation.type === 0 || relocation.type === 256) {
      return;
    }
    if (kind === undefined || relocation.offset + kind.size > section.bytes.length) {
      const what =
        kind === undefined
          ? isThreadLocal(relocation.type)
            ? 'is of thread-local storage, which nothing sets up here'
            : `type ${relocation.type} is not static`
          : 'lies outside of its section';
      this.#report(
        'relocation-unknown',
        section,
        relocation,
        `a relocation against '${symbol?.name ?? ''}' ${what}`,
      );
      return;
    }
    const place = section.address + BigInt(relocation.offset) + this.#distance;
    const target = symbol === undefined ? 0n : this.#resolve(section, relocation, symbol);
    if (target === undefined) {
      return;
    }
    const view = new DataView(section.bytes.buffer, section.bytes.byteOffset + relocation.offset);
    if (target === 'weak-undefined' && kind.field === 'branch26') {
      view.setUint32(0, nop, true);
      return;
    }
    // AAELF64 5.7.1: a weak reference that stays undefined is 0, or the place itself where a distance is asked for.
    const missing = kind.formula === 'absolute' ? 0n : place;
    const value = (target === 'weak-undefined' ? missing : target) + relocation.addend;
    const applied = applyRelocation(relocation.type, read(view, kind.size), place, value);
    if ('error' in applied) {
      this.#report(
        'relocation-misfit',
        section,
        relocation,
        `'${symbol?.name ?? ''}': ${applied.error}`,
        this.#fitsLower(kind, section, symbol, value) ? this.#lower?.note : undefined,
      );
      return;
    }
    write(view, kind.size, applied.word);
  }

  /** Whether an address of the image, which does not fit, would fit with the lower base. */
  #fitsLower(
    { type, formula }: Relocation,
    section: PlacedSection,
    symbol: ObjectSymbol | undefined,
    value: bigint,
  ): boolean {
    if (this.#lower === undefined || symbol === undefined || formula !== 'absolute') {
      return false;
    }
    const moves = this.#definitionOf(section, symbol)?.symbol.section !== 'absolute';
    return (
      moves && !('error' in applyRelocation(type, 0n, 0n, value - this.#base + this.#lower.base))
    );
  }

  /** The link address of what a relocation refers to; undefined when it stays open. */
  #resolve(
    section: PlacedSection,
    relocation: ObjectRelocation,
    symbol: ObjectSymbol,
  ): bigint | 'weak-undefined' | undefined {
    const definition = this.#definitionOf(section, symbol);
    const address = definition === undefined ? undefined : this.#linkAddress(definition);
    if (address !== undefined) {
      return address;
    }
    const external = this.#externals.get(symbol.name);
    if (external !== undefined) {
      return external + this.#distance;
    }
    if (symbol.binding === 'weak') {
      return 'weak-undefined';
    }
    if (isBootData(section.section.name)) {
      this.openReferences.push({
        address: section.address + BigInt(relocation.offset),
        name: symbol.name,
      });
      return 'weak-undefined';
    }
    if (!this.#reports) {
      return undefined;
    }
    const references = this.#missing.get(symbol.name) ?? [];
    references.push({ section, offset: relocation.offset });
    this.#missing.set(symbol.name, references);
    return undefined;
  }

  #definitionOf({ object }: PlacedSection, symbol: ObjectSymbol): Definition | undefined {
    return symbol.binding === 'local' && symbol.section !== 'undefined'
      ? { object, symbol }
      : this.#globals.get(symbol.name);
  }

  #refersTo(name: string): boolean {
    return this.#objects.some(({ symbols }) =>
      symbols.some((symbol) => symbol.name === name && symbol.section === 'undefined'),
    );
  }

  /** Undefined for a symbol of a section that is not in the image. */
  #linkAddress({ object, symbol }: Definition): bigint | undefined {
    if (symbol.section === 'absolute') {
      return symbol.value;
    }
    if (typeof symbol.section !== 'number') {
      return undefined;
    }
    const placed = this.#placed.get(object)?.get(symbol.section);
    if (placed !== undefined) {
      return placed.address + symbol.value + this.#distance;
    }
    // A symbol of an empty section stands where the section would.
    const own = object.sections[symbol.section];
    if (own === undefined || own.size > 0 || !own.flags.alloc) {
      return undefined;
    }
    return (this.#sections[0]?.address ?? 0n) + this.#distance;
  }

  #report(
    code: Diagnostic['code'],
    section: PlacedSection,
    relocation: ObjectRelocation,
    message: string,
    note?: string,
  ): void {
    if (this.#errors.length >= mostErrors) {
      return;
    }
    this.#errors.push({
      code,
      severity: 'error',
      message: `${message}, at ${describe({ section, offset: relocation.offset })}`,
      ...where({ section, offset: relocation.offset }),
      ...(note === undefined ? {} : { note }),
    });
  }

  /** Globals before locals, each kind in the order of the objects. */
  symbols(): ImageSymbol[] {
    const globals: ImageSymbol[] = [];
    const locals: ImageSymbol[] = [];
    const replaced = replacedDefinitions(this.#objects, this.#replacements);
    for (const [number, object] of this.#objects.entries()) {
      const unit = { name: object.name, number };
      for (const symbol of object.symbols) {
        if (isBookkeeping(symbol)) {
          continue;
        }
        const isReplaced = replaced.has(symbol);
        const local = symbol.binding === 'local';
        if (!local && !isReplaced && this.#globals.get(symbol.name)?.symbol !== symbol) {
          continue;
        }
        const address = this.#linkAddress({ object, symbol });
        if (address === undefined) {
          continue;
        }
        const absolute = symbol.section === 'absolute';
        const found: ImageSymbol = {
          name: symbol.name,
          address: BigInt.asUintN(64, absolute ? address : address - this.#distance),
          link: BigInt.asUintN(64, address),
          size: symbol.size,
          kind: absolute ? 'absolute' : kindOf(symbol),
          ...(local ? { local: true } : {}),
          unit,
        };
        (local ? locals : globals).push(isReplaced ? replacedSymbol(found) : found);
      }
    }
    const localNames = new Set(locals.map(({ name }) => name));
    for (const [name, address] of this.#externals) {
      // A local symbol is what its own object means by the name: an external is for an object that has none.
      const isShadowed = localNames.has(name) && !this.#refersTo(name);
      if (this.#globals.has(name) || isShadowed) {
        continue;
      }
      const link = BigInt.asUintN(64, address + this.#distance);
      globals.push({ name, address, link, size: 0n, kind: 'label' });
    }
    return [...globals, ...locals];
  }

  /** Sorted by address. */
  lines(): ImageLine[] {
    const lines: ImageLine[] = [];
    const rows = new Map(
      this.#objects.map((object) => [object, groupBy(object.lines, ({ section }) => section)]),
    );
    for (const { object, index, address, bytes } of this.#sections) {
      const own = rows.get(object)?.get(index) ?? [];
      for (const [position, line] of own.entries()) {
        const end = Math.min(own[position + 1]?.offset ?? bytes.length, bytes.length);
        if (end <= line.offset) {
          continue;
        }
        lines.push({
          address: address + BigInt(line.offset),
          size: end - line.offset,
          place: line.place,
          ...(line.text === undefined ? {} : { text: line.text }),
          ...(line.data === undefined ? {} : { data: line.data }),
          holder: object.name,
          ...(object.attributed === true ? { attributed: true } : {}),
        });
      }
    }
    return lines;
  }
}

/** Section and file symbols, the mapping symbols $x and $d (AAELF64 5.5.4), and what has no name. */
function isBookkeeping({ name, type }: ObjectSymbol): boolean {
  return name === '' || type === 'section' || type === 'file' || /^\$[xd](\.|$)/.test(name);
}

function kindOf({ type }: ObjectSymbol): ImageSymbol['kind'] {
  return type === 'function' || type === 'object' ? type : 'label';
}

interface Reference {
  readonly section: PlacedSection;
  readonly offset: number;
}

/** Labels that GNU as keeps out of the object: no other file and no stub can define them. */
function isLocal(name: string): boolean {
  return name.startsWith('.L');
}

function undefinedSymbol(name: string, references: readonly Reference[]): Diagnostic {
  const [first] = references;
  const others = references.length > 1 ? ` and ${references.length - 1} more` : '';
  return {
    code: 'symbol-undefined',
    severity: 'error',
    message: `symbol '${name}' is not defined; needed by ${first === undefined ? '' : describe(first)}${others}`,
    ...(first === undefined ? {} : where(first)),
    note: isLocal(name)
      ? `'${name}' is local to its file: define it there, or check the spelling`
      : `add the file that defines '${name}', or say under 'stubs:' what stands for it`,
  };
}

function where({ section, offset }: Reference): Pick<Diagnostic, 'place' | 'excerpt'> {
  const line = lineOf(section.object, section.index, offset);
  if (line === undefined) {
    return {};
  }
  const { place, text } = line;
  return text === undefined
    ? { place }
    : { place, excerpt: { text, length: Math.max(1, text.length - place.column + 1) } };
}

function describe({ section, offset }: Reference): string {
  const line = lineOf(section.object, section.index, offset);
  if (line !== undefined) {
    return formatPlace(line.place);
  }
  return `${section.object.name}, ${section.section.name}+0x${offset.toString(16)}`;
}

function read(view: DataView, size: 2 | 4 | 8): bigint {
  if (size === 8) {
    return view.getBigUint64(0, true);
  }
  return BigInt(size === 4 ? view.getUint32(0, true) : view.getUint16(0, true));
}

function write(view: DataView, size: 2 | 4 | 8, word: bigint): void {
  if (size === 8) {
    view.setBigUint64(0, BigInt.asUintN(64, word), true);
  } else if (size === 4) {
    view.setUint32(0, Number(BigInt.asUintN(32, word)), true);
  } else {
    view.setUint16(0, Number(BigInt.asUintN(16, word)), true);
  }
}

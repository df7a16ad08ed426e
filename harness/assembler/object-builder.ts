import type { Assembly } from './assembly.ts';
import { distanceFinal, distanceMeasured, evaluate, isNumber } from './evaluate.ts';
import type { AssemblySymbol, Expression, SymbolVersion } from './symbol.ts';
import type { Fixup } from './fixup.ts';
import { sectionBytes } from './layout.ts';
import type { Locator } from './locator.ts';
import type {
  ObjectFile,
  ObjectLine,
  ObjectRelocation,
  ObjectSection,
  ObjectSymbol,
} from './object.ts';
import type { Problems } from './problems.ts';
import { addressOf } from './section.ts';
import type { Section } from './section.ts';
import { SourceError } from './source-error.ts';
import type { Statement } from './statement.ts';

/** Collects relocations while fixups are resolved, then makes the object file. */
export class ObjectBuilder {
  readonly #sections: readonly Section[];
  /** Made at the end: what a later relocation says of a symbol counts too. By the symbol or the section that each is of. */
  readonly #symbols: { readonly of: unknown; readonly make: () => ObjectSymbol }[] = [];
  readonly #relocations: ObjectRelocation[] = [];
  readonly #sizes = new Map<AssemblySymbol, bigint>();
  readonly #indexes = new Map<AssemblySymbol | Section | undefined, number>();

  constructor(sections: readonly Section[]) {
    this.#sections = sections;
  }

  /**
   * A relocation against a symbol; against its section when the symbol is local, as GNU as writes it. In a section that the linker
   * merges only a whole entry has a place, so the symbol stays there (binutils 2.40, gas/write.c, adjust_reloc_syms).
   *
   * @param symbol undefined stands for the number 0
   * @param addend what is added to the symbol
   * @param distance what the place of a subtracted symbol adds
   */
  relocate(
    fixup: Fixup,
    type: number,
    symbol: AssemblySymbol | undefined,
    addend: bigint,
    distance?: bigint,
  ): void {
    const section = this.#sections.indexOf(fixup.fragment.subsection.section);
    const offset = fixup.fragment.address + fixup.offset;
    const target = { section, offset, type, addend: addend + (distance ?? 0n) };
    const definition = symbol?.definition;
    const isOpen =
      symbol?.binding === 'global' || symbol?.binding === 'weak' || symbol?.isIndirect === true;
    if (definition?.kind !== 'label' || isOpen) {
      this.#add({ ...target, symbol: this.#symbolIndex(symbol) });
      return;
    }
    const home = definition.fragment.subsection.section;
    // A thread-local section has no address of its own to count from.
    if (home.flags.threadLocal === true) {
      this.#add({ ...target, symbol: this.#symbolIndex(symbol) });
      return;
    }
    const isWhole = addend === 0n && distance === undefined;
    const isMerged = home.merge && !isWhole && symbol?.name !== '';
    // A linker may drop the section, and take another's symbol of that name.
    const isDropped = home.isOnce && symbol?.isLocalName === false;
    if (isMerged || (isDropped && home !== fixup.fragment.subsection.section)) {
      this.#add({ ...target, symbol: this.#symbolIndex(symbol) });
      return;
    }
    const within = BigInt(definition.fragment.address + definition.offset);
    this.#add({ ...target, symbol: this.#sectionSymbol(home), addend: target.addend + within });
  }

  /** A relocation of .reloc: against the symbol itself wherever it has a name in the object file. */
  relocateAsGiven(
    home: Section,
    offset: number,
    type: number,
    symbol: AssemblySymbol | undefined,
    addend: bigint,
  ): void {
    const target = { section: this.#sections.indexOf(home), offset, type };
    const definition = symbol?.definition;
    if (definition?.kind === 'label' && symbol?.isVisible !== true) {
      const within = BigInt(addressOf(definition.fragment, definition.offset));
      const section = definition.fragment.subsection.section;
      const index = this.#sectionSymbol(section);
      this.#add({ ...target, symbol: index, addend: addend + within });
      return;
    }
    this.#add({ ...target, symbol: this.#symbolIndex(symbol), addend });
  }

  /** Works the operands of .size out; reports those that are no numbers. */
  measure({ symbols, problems }: Assembly): void {
    for (const symbol of symbols.all()) {
      if (symbol.size === undefined) {
        continue;
      }
      const value = evaluate(symbol.size.expression, distanceMeasured);
      if (value !== undefined && isNumber(value)) {
        this.#sizes.set(symbol, BigInt.asUintN(64, value.constant));
        continue;
      }
      const message = `the size of '${symbol.name}' is no number that is known in this file`;
      const { statement, range } = symbol.size;
      problems.error('not-absolute', message, statement, range?.start, undefined, range?.end);
    }
  }

  build(assembly: Assembly, locator: Locator): ObjectFile {
    for (const symbol of assembly.symbols.all()) {
      // GNU as drops what is weak and not used, but not with a local name.
      const isWeak = symbol.binding === 'weak' || isOnlyWeaklyNamed(symbol);
      const isForgotten = symbol.isLocalName && isWeak && !symbol.isDefined;
      if ((symbol.isVisible && isDeclared(symbol)) || isForgotten) {
        this.#symbolIndex(symbol);
      }
      for (const { name } of furtherVersions(symbol)) {
        const make = (): ObjectSymbol => ({
          ...this.#objectSymbol(symbol),
          name,
          visibility: 'default',
        });
        this.#symbols.push({ of: symbol, make });
      }
    }
    const { symbols, places } = this.#inOrder(assembly);
    const sections = this.#sections.map(objectSection);
    return {
      name: assembly.statement.source.name,
      sections,
      symbols,
      relocations: this.#relocations
        .map((relocation) => ({ ...relocation, symbol: places[relocation.symbol] ?? 0 }))
        .toSorted((a, b) => a.section - b.section || a.offset - b.offset),
      lines: this.#lines(assembly, locator),
    };
  }

  /** Local symbols first, all in the order of the source; and where each of them went. */
  #inOrder(assembly: Assembly): {
    readonly symbols: readonly ObjectSymbol[];
    readonly places: readonly number[];
  } {
    const ranks = new Map<unknown, number>();
    for (const symbol of assembly.symbols.all()) {
      ranks.set(symbol, ranks.size);
    }
    const made = this.#symbols.map(({ of, make }, index) => {
      const symbol = make();
      const isFirst = symbol.type === 'section' || of === undefined;
      const rank = isFirst ? -1 : (ranks.get(of) ?? ranks.size);
      return { symbol, index, rank, isLocal: symbol.binding === 'local' };
    });
    const sorted = made.toSorted(
      (a, b) => Number(b.isLocal) - Number(a.isLocal) || a.rank - b.rank,
    );
    const places: number[] = [];
    for (const [place, { index }] of sorted.entries()) {
      places[index] = place;
    }
    return { symbols: sorted.map(({ symbol }) => symbol), places };
  }

  #add(relocation: ObjectRelocation): void {
    this.#relocations.push({ ...relocation, addend: BigInt.asIntN(64, relocation.addend) });
  }

  #sectionSymbol(section: Section): number {
    return this.#index(section, () => ({
      name: section.name,
      section: this.#sections.indexOf(section),
      value: 0n,
      size: 0n,
      binding: 'local',
      type: 'section',
      visibility: 'default',
    }));
  }

  #symbolIndex(symbol: AssemblySymbol | undefined): number {
    return this.#index(symbol, () => this.#objectSymbol(symbol));
  }

  #index(key: AssemblySymbol | Section | undefined, make: () => ObjectSymbol): number {
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = this.#symbols.push({ of: key, make }) - 1;
      this.#indexes.set(key, index);
    }
    return index;
  }

  #objectSymbol(symbol: AssemblySymbol | undefined): ObjectSymbol {
    if (symbol === undefined) {
      return absoluteZero;
    }
    const isHere = symbol.isDefined && symbol.definition.kind !== 'common';
    // What is not defined here is the linker's to find, whatever .local says.
    const binding = isHere
      ? (symbol.binding ?? 'local')
      : symbol.binding === 'weak' || isOnlyWeaklyNamed(symbol)
        ? 'weak'
        : 'global';
    const { visibility } = symbol;
    const name = objectName(symbol);
    const type = isThreadLocalPlace(symbol) ? 'thread-local' : symbol.type;
    return {
      name,
      type,
      visibility,
      binding,
      size: this.#sizes.get(symbol) ?? 0n,
      ...this.#place(symbol),
      ...(symbol.isVariantCall ? { variantCall: true } : {}),
    };
  }

  #place({ definition }: AssemblySymbol): Pick<ObjectSymbol, 'section' | 'value'> {
    switch (definition.kind) {
      case 'undefined':
        return { section: 'undefined', value: 0n };
      case 'label': {
        const { fragment, offset } = definition;
        return {
          section: this.#sections.indexOf(fragment.subsection.section),
          value: BigInt(fragment.address + offset),
        };
      }
      case 'expression': {
        const value = evaluate(definition.expression, distanceFinal);
        if (value === undefined || !isNumber(value)) {
          return { section: 'undefined', value: 0n };
        }
        return { section: 'absolute', value: BigInt.asUintN(64, value.constant) };
      }
      case 'common':
        return { section: 'common', value: definition.alignment };
    }
  }

  #lines(assembly: Assembly, locator: Locator): ObjectLine[] {
    const indexes = new Map(this.#sections.map((section, index) => [section, index]));
    const rows = assembly.lines.map(({ fragment, offset, statement, data }) => {
      const { place, text } = locator.line(statement);
      const section = indexes.get(fragment.subsection.section) ?? -1;
      return { section, offset: fragment.address + offset, data, place, text };
    });
    return rows.toSorted((a, b) => a.section - b.section || a.offset - b.offset);
  }
}

/** Defined here, or named to the linker without being used; not just another name for an undefined symbol. */
function isDeclared(symbol: AssemblySymbol): boolean {
  const { definition, binding, versions, hasAlias, isNamed, isMentioned } = symbol;
  if (definition.kind === 'undefined') {
    // What directives say of it is not enough for a symbol that may be missing, or that has its name from elsewhere.
    const isFirm = binding !== 'weak' && versions.length === 0;
    return isNamed || hasAlias || (isMentioned && isFirm);
  }
  if (definition.kind !== 'expression') {
    return true;
  }
  const value = evaluate(definition.expression, distanceFinal);
  return value !== undefined && isNumber(value);
}

/** Names with a version that a symbol which is defined here has besides the one under which it stands itself. */
function furtherVersions(symbol: AssemblySymbol): readonly SymbolVersion[] {
  const own = objectName(symbol);
  return symbol.isDefined
    ? symbol.versions.map(versionNamed).filter(({ name }) => name !== own)
    : [];
}

/** The name that a symbol has in the object file: with a version where .symver gave it one instead of its own, or it is from elsewhere. */
function objectName(symbol: AssemblySymbol): string {
  const instead = symbol.versions.find(({ keepsOwn }) => !keepsOwn || !symbol.isDefined);
  if (instead === undefined) {
    return symbol.name;
  }
  return symbol.isDefined ? versionNamed(instead).name : instead.name.replace('@@@', '@');
}

/** Three signs stand for two where the symbol is defined. */
function versionNamed(version: SymbolVersion): SymbolVersion {
  return { ...version, name: version.name.replace('@@@', '@@') };
}

/** Undefined, and named by .weakref alone. */
function isOnlyWeaklyNamed({
  definition,
  hasWeakAlias,
  isNamed,
  isMentioned,
}: AssemblySymbol): boolean {
  return hasWeakAlias && !isNamed && !isMentioned && definition.kind === 'undefined';
}

/**
 * Reports names with versions that no object file can say of a symbol from elsewhere; and numbers for other files that GNU as 2.40 gets wrong:
 * of a name that was a place before, it adds where that place's fragment begins.
 */
export function checkSymbols({ symbols, problems, statement }: Assembly): void {
  for (const symbol of symbols.all()) {
    if (isMiscounted(symbol)) {
      const message = `'${symbol.name}' was a place before: GNU as 2.40 gives other files another number for it`;
      const note = 'give the number a name of its own';
      problems.error('symbol-redefined', message, symbol.statement ?? statement, 0, note);
    }
    const [first, second] = symbol.versions;
    if (symbol.definition.kind === 'common') {
      checkCommon(symbol, problems, symbol.statement ?? statement);
    }
    if (symbol.isDefined || first === undefined) {
      continue;
    }
    const at = symbol.statement ?? statement;
    if (second !== undefined) {
      const message = `'${symbol.name}' is not defined here and has two versions`;
      problems.error('symbol-redefined', message, at, 0);
    } else if (/[^@]@@[^@]/u.test(first.name)) {
      const message = `'${symbol.name}' is not defined here: '@@' would say which version counts`;
      problems.error('symbol-redefined', message, at, 0);
    }
  }
}

function isMiscounted({ definition, binding, wasPlace }: AssemblySymbol): boolean {
  return (
    wasPlace !== undefined &&
    addressOf(wasPlace.fragment, wasPlace.offset) > 0 &&
    definition.kind === 'expression' &&
    definition.expression.kind === 'number' &&
    (binding === 'global' || binding === 'weak')
  );
}

/** In a section of which every thread has its own copy. */
function isThreadLocalPlace({ definition, type }: AssemblySymbol): boolean {
  return (
    type !== 'section' &&
    definition.kind === 'label' &&
    definition.fragment.subsection.section.flags.threadLocal === true
  );
}

const absoluteZero: ObjectSymbol = {
  name: '',
  section: 'absolute',
  value: 0n,
  size: 0n,
  binding: 'local',
  type: 'none',
  visibility: 'default',
};

function objectSection(section: Section): ObjectSection {
  const { name, alignment, flags, type, size } = section;
  return { name, alignment, flags, type, size, bytes: sectionBytes(section) };
}

function checkCommon(
  { name, binding, versions }: AssemblySymbol,
  problems: Problems,
  at: Statement,
): void {
  if (binding === 'weak') {
    problems.error('symbol-redefined', `'${name}' is weak and common at once`, at, 0);
  }
  if (versions.length > 0) {
    problems.error('symbol-redefined', `'${name}' is common, and so has no versions`, at, 0);
  }
}

/** Names that .set gave to a place which was not known yet become labels of that place; reports those that stand for nothing. */
export function settleAliases({ symbols, problems, statement }: Assembly): void {
  for (const symbol of symbols.all()) {
    if (symbol.definition.kind !== 'expression' || symbol.isWeakAlias) {
      continue;
    }
    try {
      settle(symbol, symbol.definition.expression);
    } catch (error) {
      if (!(error instanceof SourceError)) {
        throw error;
      }
      problems.error(error.code, error.message, symbol.statement ?? statement, error.position);
      symbol.definition = { kind: 'expression', expression: { kind: 'number', value: 0n } };
    }
  }
}

function settle(symbol: AssemblySymbol, expression: Expression): void {
  const value = evaluate(expression, distanceFinal);
  if (value === undefined || value.minus !== undefined) {
    throw new SourceError(
      'bad-expression',
      `the value of '${symbol.name}' is nothing that an object file can say`,
    );
  }
  if (value.symbol === undefined) {
    return;
  }
  if (value.constant === 0n) {
    symbol.likeTarget(value.symbol);
  }
  const target = value.symbol.definition;
  if (target.kind === 'common') {
    throw new SourceError(
      'bad-expression',
      `'${symbol.name}' cannot stand for '${value.symbol.name}', whose place the linker chooses`,
    );
  }
  if (target.kind === 'label') {
    symbol.definition = { ...target, offset: target.offset + Number(value.constant) };
  }
}

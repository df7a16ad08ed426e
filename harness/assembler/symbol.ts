import type { ObjectSymbol } from './object.ts';
import type { Fragment } from './section.ts';
import type { Statement } from './statement.ts';
import type { TextRange } from './text-range.ts';

export type UnaryOperator = '-' | '~' | '!';
export type BinaryOperator =
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '|'
  | '^'
  | '&'
  | '!'
  | '*'
  | '/'
  | '%'
  | '<<'
  | '>>';

/** An expression whose symbols are bound; parts without symbols are folded to a number. */
export type Expression =
  | {
      readonly kind: 'number';
      /** Signed 64 bits. */
      readonly value: bigint;
      /** A minus sign made it: what is wider than 64 bits gets its sign (binutils 2.40, X_unsigned). */
      readonly negated?: boolean;
      /** Bit 64 of what was worked out: .sleb128 writes it (X_extrabit). */
      readonly beyond?: boolean;
    }
  /** Of more than 64 bits. It stands alone: GNU as has no arithmetic for it but the signs. */
  | { readonly kind: 'big'; readonly value: bigint }
  | { readonly kind: 'symbol'; readonly symbol: AssemblySymbol }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** What a symbol stands for, so far. */
export type Definition =
  | { readonly kind: 'undefined' }
  | { readonly kind: 'label'; readonly fragment: Fragment; readonly offset: number }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'common'; readonly size: bigint; readonly alignment: bigint };

/** A name with a version that a symbol has besides its own, or instead of it. */
export interface SymbolVersion {
  /** `name@version`, or with `@@` the one that counts where no version is asked for. */
  readonly name: string;
  readonly keepsOwn: boolean;
}

const undefinedSymbol: Definition = { kind: 'undefined' };

/** A name of the source, or an unnamed position that '.' or a numeric label stands for. */
export class AssemblySymbol {
  readonly name: string;
  definition: Definition = undefinedSymbol;
  /** Given by .set or '=', which may give another value later. */
  isVolatile = false;
  /** The last place that it stood for before it was given again. */
  wasPlace: (Definition & { readonly kind: 'label' }) | undefined;
  /** Given by .eqv or '==': what it stands for is worked out anew at each use. */
  isEachUse = false;
  binding: 'global' | 'weak' | 'local' | undefined;
  type: ObjectSymbol['type'] = 'none';
  /** The dynamic linker asks it for the address: it is never resolved here (STT_GNU_IFUNC). */
  isIndirect = false;
  visibility: ObjectSymbol['visibility'] = 'default';
  /** STO_AARCH64_VARIANT_PCS */
  isVariantCall = false;
  /** The operand of .size, the statement that gave it, and where it stands there. */
  size:
    | {
        readonly expression: Expression;
        readonly statement: Statement;
        readonly range?: TextRange;
      }
    | undefined;
  /** An expression names it: it is in the object file even if it is undefined and the expression needed no relocation. */
  isNamed = false;
  /** A directive says something of it, so that it is in the object file even if it is undefined, unless it is weak. */
  isMentioned = false;
  /** Another name was given to it, so that it is in the object file even if undefined and without a relocation. */
  hasAlias = false;
  /** Named by .weakref: another name of a symbol that need not be there. */
  isWeakAlias = false;
  /** Such a name stands for it. */
  hasWeakAlias = false;
  /** Names with versions: .symver. */
  readonly versions: SymbolVersion[] = [];
  /** The statement that defined or first named it. */
  statement: Statement | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** Takes over what .set copies from the symbol that it names: the type and the size (binutils 2.40, copy_symbol_attributes). */
  likeTarget(target: AssemblySymbol): void {
    const isKnown = target.type !== 'section' && target.type !== 'none';
    if (isKnown && (this.type === 'none' || target.isIndirect || target.type === 'function')) {
      this.type = this.isIndirect ? this.type : target.type;
    }
    this.isIndirect ||= target.isIndirect;
    const own = this.size?.expression;
    if (own === undefined || (own.kind === 'number' && own.value === 0n)) {
      this.size = target.size ?? this.size;
    }
  }

  get isDefined(): boolean {
    return this.definition.kind !== 'undefined';
  }

  /** Whether the name is one that assemblers keep for themselves: an unnamed position, a numeric label, or a compiler's .L name. */
  get isLocalName(): boolean {
    return this.name === '' || /^(?:\.L|\.\.|_\.L_)/u.test(this.name);
  }

  /** Stays in the object file without being asked for by a relocation. */
  get isVisible(): boolean {
    const isExported = this.binding === 'global' || this.binding === 'weak';
    if (this.isWeakAlias) {
      return false;
    }
    if (this.type === 'file') {
      return true;
    }
    return this.type !== 'section' && this.name !== '' && (isExported || !this.isLocalName);
  }
}

/** Where `1f` stands: `position` is an index into the statement's text. */
interface NumericReference {
  readonly statement: Statement;
  readonly position: number;
}

/** All labels `1:` of one number. */
class NumericLabel {
  last: AssemblySymbol | undefined;
  next: AssemblySymbol | undefined;
  /** The first reference that `next` waits for. */
  wanted: NumericReference | undefined;
  readonly #label: string;
  #count = 0;

  constructor(label: string) {
    this.#label = label;
  }

  /** A symbol with the name that GNU as gives to the next one, should a relocation need it. */
  make(): AssemblySymbol {
    this.#count++;
    return new AssemblySymbol(`.L${this.#label}\u0002${this.#count}`);
  }
}

/** The symbols of one source by name, and its numeric labels. */
export class SymbolTable {
  readonly #symbols = new Map<string, AssemblySymbol>();
  #firstFile: AssemblySymbol | undefined;
  /** For each number: the last label before, and the one that `1f` waits for. */
  readonly #numeric = new Map<string, NumericLabel>();

  find(name: string): AssemblySymbol | undefined {
    return this.#symbols.get(name);
  }

  /** The symbol with this name; a new undefined one when there is none. */
  reference(name: string): AssemblySymbol {
    let symbol = this.#symbols.get(name);
    if (symbol === undefined) {
      symbol = new AssemblySymbol(name);
      this.#symbols.set(name, symbol);
    }
    return symbol;
  }

  /**
   * The name of a file that was compiled (STT_FILE): before the symbols that come later, the first one before all (binutils 2.40,
   * gas/config/obj-elf.c, elf_file_symbol).
   */
  addFile(name: string): void {
    const file = new AssemblySymbol(name);
    file.type = 'file';
    file.definition = { kind: 'expression', expression: { kind: 'number', value: 0n } };
    if (this.#firstFile === undefined) {
      this.#firstFile = file;
    } else {
      // No name of the source has this form.
      this.#symbols.set(`\0${this.#symbols.size}`, file);
    }
  }

  /**
   * A fresh symbol takes the name; expressions that were read before keep the old one and with it the old value, as with GNU as.
   */
  replace(old: AssemblySymbol): AssemblySymbol {
    const symbol = new AssemblySymbol(old.name);
    symbol.binding = old.binding;
    symbol.type = old.type;
    symbol.isIndirect = old.isIndirect;
    symbol.wasPlace = old.definition.kind === 'label' ? old.definition : old.wasPlace;
    // The visibility is lost, and a number; what is worked out at the end is not (binutils 2.40, elf_obj_symbol_clone_hook).
    symbol.size = old.size?.expression.kind === 'number' ? undefined : old.size;
    // What still refers to it refers to a place that no linker knows by this name.
    old.binding = undefined;
    this.#symbols.set(old.name, symbol);
    return symbol;
  }

  /** The label `1:` at a position; completes the `1f` references before it. */
  defineNumeric(label: string, definition: Definition): void {
    const slot = this.#slot(label);
    const symbol = slot.next ?? slot.make();
    symbol.definition = definition;
    slot.last = symbol;
    slot.next = undefined;
  }

  /** `1b`; undefined when there is none. */
  numericBefore(label: string): AssemblySymbol | undefined {
    return this.#slot(label).last;
  }

  /** `1f`. */
  numericAfter(label: string, reference: NumericReference): AssemblySymbol {
    const slot = this.#slot(label);
    if (slot.next === undefined) {
      slot.next = slot.make();
      slot.next.statement = reference.statement;
      slot.wanted = reference;
    }
    return slot.next;
  }

  /** The `1f` references that no label followed. */
  *unresolvedNumeric(): Iterable<readonly [string, NumericReference]> {
    for (const [label, { next, wanted }] of this.#numeric) {
      if (next !== undefined && wanted !== undefined) {
        yield [label, wanted];
      }
    }
  }

  *all(): Iterable<AssemblySymbol> {
    if (this.#firstFile !== undefined) {
      yield this.#firstFile;
    }
    yield* this.#symbols.values();
  }

  #slot(label: string): NumericLabel {
    const key = label.replace(/^0+(?=\d)/u, '');
    let slot = this.#numeric.get(key);
    if (slot === undefined) {
      slot = new NumericLabel(key);
      this.#numeric.set(key, slot);
    }
    return slot;
  }
}

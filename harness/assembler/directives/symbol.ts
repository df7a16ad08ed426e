import { lowerCase } from '../ascii-case.ts';
import type { Assembly } from '../assembly.ts';
import { assign } from '../assignment.ts';
import type { AssignmentMode } from '../assignment.ts';
import { number } from '../constant.ts';
import type { Cursor } from '../cursor.ts';
import type { ObjectSymbol } from '../object.ts';
import { SourceError } from '../source-error.ts';
import type { AssemblySymbol } from '../symbol.ts';
import type { Directive, DirectiveTable } from './directive.ts';
import { moveTo } from './layout.ts';
import { fillTail } from '../tail.ts';

/** A directive over a list of symbols. */
function eachSymbol(act: (symbol: AssemblySymbol, assembly: Assembly) => void): Directive {
  return (assembly, cursor) => {
    do {
      const symbol = assembly.symbols.reference(cursor.symbolName());
      symbol.statement ??= assembly.statement;
      act(symbol, assembly);
    } while (cursor.accept(','));
  };
}

function visibility(value: ObjectSymbol['visibility']): Directive {
  return eachSymbol((symbol) => {
    symbol.isMentioned = true;
    symbol.visibility = value;
  });
}

function binding(value: NonNullable<AssemblySymbol['binding']>): Directive {
  return eachSymbol((symbol) => {
    symbol.isMentioned = true;
    // .weak wins over .globl, in either order.
    if (!(value === 'global' && symbol.binding === 'weak')) {
      symbol.binding = value;
    }
  });
}

const types: Readonly<Record<string, ObjectSymbol['type']>> = {
  function: 'function',
  stt_func: 'function',
  object: 'object',
  stt_object: 'object',
  tls_object: 'thread-local',
  stt_tls: 'thread-local',
  notype: 'none',
  stt_notype: 'none',
  gnu_indirect_function: 'other',
  stt_gnu_ifunc: 'other',
};

/** `.type symbol, @function`, with '%', '#', quotes or STT_FUNC too. */
const type: Directive = (assembly, cursor) => {
  const symbol = assembly.symbols.reference(cursor.symbolName());
  symbol.isMentioned = true;
  cursor.accept(',');
  if (!cursor.accept('@') && !cursor.accept('%')) {
    cursor.accept('#');
  }
  const start = cursor.position;
  const name = cursor.name('a symbol type');
  const found = types[lowerCase(name)] ?? typeOfCommon(symbol, lowerCase(name));
  if (found === undefined && name === 'gnu_unique_object') {
    throw new SourceError(
      'syntax-error',
      'symbols that are unique in a process are not supported',
      start,
    );
  }
  if (found === undefined) {
    throw new SourceError('syntax-error', `unknown symbol type '${name}'`, start);
  }
  // A function that is indirect stays so; every other type takes that back.
  symbol.isIndirect = found === 'other' || (found === 'function' && symbol.isIndirect);
  // What is thread-local stays so as an object (binutils 2.40, obj_elf_type).
  const isThreadLocal = found === 'object' && symbol.type === 'thread-local';
  symbol.type = symbol.isIndirect ? 'other' : isThreadLocal ? symbol.type : found;
};

/** `%common`, which says nothing new of a symbol that is common; GNU as makes any other common. */
function typeOfCommon(
  { definition, name }: AssemblySymbol,
  type: string,
): ObjectSymbol['type'] | undefined {
  if (type !== 'common' && type !== 'stt_common') {
    return undefined;
  }
  if (definition.kind !== 'common') {
    throw new SourceError(
      'syntax-error',
      `'${name}' is not common: '.comm' makes it so, before`,
      0,
    );
  }
  return 'object';
}

const size: Directive = (assembly, cursor) => {
  const symbol = assembly.symbols.reference(cursor.symbolName());
  symbol.isMentioned = true;
  cursor.expect(',');
  cursor.skipSpace();
  const start = cursor.position;
  const expression = assembly.expression(cursor);
  const known = assembly.numberNow(expression);
  symbol.size = {
    expression: known === undefined ? expression : number(known),
    statement: assembly.statement,
    range: cursor.rangeFrom(start),
  };
};

function set(mode: AssignmentMode): Directive {
  return (assembly, cursor) => {
    cursor.skipSpace();
    const name = cursor.symbolName();
    cursor.expect(',');
    if (name === '.') {
      moveTo(assembly, cursor, assembly.expression(cursor));
      return;
    }
    assign(assembly, name, cursor, mode);
  };
}

/** `.comm symbol, size, alignment`; a symbol that .local named has its room here and now, and no alignment of its own. */
const common: Directive = (assembly, cursor) => {
  const { symbol, size, alignment } = readCommon(assembly, cursor);
  if (symbol.binding === 'local' && symbol.definition.kind === 'common') {
    throw new SourceError('symbol-redefined', `'${symbol.name}' was common before '.local'`, 0);
  }
  if (symbol.binding === 'local') {
    reserve(assembly, symbol, size, powerOfTwo(alignment ?? 1n));
  } else {
    symbol.definition = { kind: 'common', size, alignment: alignment ?? powerAbove(size, 16n) };
  }
};

const localCommon: Directive = (assembly, cursor) => {
  const { symbol, size, alignment } = readCommon(assembly, cursor, true);
  if (alignment !== undefined) {
    throw new SourceError(
      'syntax-error',
      "'.lcomm' takes no alignment: '.local' and '.comm' do",
      0,
    );
  }
  reserve(assembly, symbol, size, powerBelow(size, 8n));
};

/** @param isLocal it gets its room here and now, so that it cannot have been common before */
function readCommon(
  assembly: Assembly,
  cursor: Cursor,
  isLocal = false,
): {
  readonly symbol: AssemblySymbol;
  readonly size: bigint;
  readonly alignment: bigint | undefined;
} {
  cursor.skipSpace();
  const start = cursor.position;
  const name = cursor.symbolName();
  cursor.accept(',');
  const size = assembly.absolute(cursor, 'the size');
  const given = cursor.accept(',') ? assembly.absolute(cursor, 'the alignment') : undefined;
  const known = assembly.symbols.reference(name);
  const symbol = known.isVolatile ? assembly.symbols.replace(known) : known;
  if (symbol.isDefined && (symbol.definition.kind !== 'common' || isLocal)) {
    throw new SourceError('symbol-redefined', `symbol '${name}' is defined already`, start);
  }
  if (size < 0n) {
    throw new SourceError('value-out-of-range', `the size is ${size}, expected 0 or more`);
  }
  const before = symbol.definition.kind === 'common' ? symbol.definition.size : 0n;
  if (before !== 0n && before !== size) {
    const message = `the size of '${name}' stays ${before}, and is not changed to ${size}`;
    assembly.problems.warning('value-truncated', message, assembly.statement, start);
  }
  if (given !== undefined && given < 0n) {
    throw new SourceError('value-out-of-range', `the alignment is ${given}, expected 0 or more`);
  }
  symbol.type = 'object';
  const kept = before === 0n ? size : before;
  symbol.size = { expression: number(kept), statement: assembly.statement };
  symbol.statement = assembly.statement;
  return { symbol, size: kept, alignment: given === 0n ? undefined : given };
}

/** @throws SourceError for an alignment that no place can have; that of a common symbol is the linker's business */
function powerOfTwo(alignment: bigint): bigint {
  if ((alignment & (alignment - 1n)) !== 0n) {
    throw new SourceError('value-out-of-range', `the alignment ${alignment} is no power of two`);
  }
  return alignment;
}

/** The smallest power of two from the size on, within a limit. */
function powerAbove(size: bigint, limit: bigint): bigint {
  let power = 1n;
  while (power < size && power < limit) {
    power *= 2n;
  }
  return power;
}

/** The largest power of two up to the size, within a limit. */
function powerBelow(size: bigint, limit: bigint): bigint {
  let power = 1n;
  while (power * 2n <= size && power < limit) {
    power *= 2n;
  }
  return power;
}

/** Room in .bss. */
function reserve(
  assembly: Assembly,
  symbol: AssemblySymbol,
  size: bigint,
  alignment: bigint,
): void {
  const { section } = assembly.openSection('.bss');
  const subsection = section.subsection(1);
  if (alignment > 1n) {
    assembly.pad(subsection, Number(alignment), Uint8Array.of(0));
  }
  symbol.definition = {
    kind: 'label',
    fragment: subsection.fragment,
    offset: subsection.fragment.length,
  };
  const tail = fillTail(assembly.statement, { kind: 'number', value: size }, Uint8Array.of(0));
  subsection.close(tail, Number(size));
}

/** `.variant_pcs symbol`: it has a calling convention of its own, as vector functions have. */
const variantCall: Directive = (assembly, cursor) => {
  const symbol = assembly.symbols.reference(cursor.symbolName());
  symbol.statement ??= assembly.statement;
  symbol.isVariantCall = true;
  symbol.isMentioned = true;
};

/** `.tls_common`: `.comm` of a thread-local symbol. */
const threadLocalCommon: Directive = (assembly, cursor) => {
  const { symbol, size, alignment } = readCommon(assembly, cursor);
  symbol.type = 'thread-local';
  symbol.definition = { kind: 'common', size, alignment: alignment ?? powerAbove(size, 16n) };
};

export const symbolDirectives: DirectiveTable = {
  globl: binding('global'),
  xdef: binding('global'),
  global: binding('global'),
  weak: binding('weak'),
  local: binding('local'),
  extern: eachSymbol(() => {}),
  hidden: visibility('hidden'),
  protected: visibility('protected'),
  internal: visibility('internal'),
  type,
  size,
  set: set('again'),
  equ: set('again'),
  equiv: set('once'),
  eqv: set('each-use'),
  comm: common,
  common,
  lcomm: localCommon,
  tls_common: threadLocalCommon,
  variant_pcs: variantCall,
};

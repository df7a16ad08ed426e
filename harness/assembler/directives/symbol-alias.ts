import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import { SourceError } from '../source-error.ts';
import type { Directive, DirectiveTable } from './directive.ts';

/** `.weakref alias, target`: another name for a symbol that need not be there, as long as only such names are used. */
const weakReference: Directive = (assembly, cursor) => {
  const { symbols, statement } = assembly;
  cursor.skipSpace();
  const start = cursor.position;
  const name = cursor.symbolName();
  cursor.expect(',');
  const target = symbols.reference(cursor.symbolName());
  const known = symbols.reference(name);
  const alias = known.isVolatile ? symbols.replace(known) : known;
  if (alias.isDefined) {
    throw new SourceError('symbol-redefined', `symbol '${name}' is defined already`, start);
  }
  if (leadsTo(target, alias)) {
    throw new SourceError('symbol-loop', `'${name}' would stand for itself`, start);
  }
  alias.isWeakAlias = true;
  alias.statement = statement;
  alias.definition = { kind: 'expression', expression: { kind: 'symbol', symbol: target } };
  target.hasWeakAlias = true;
  target.statement ??= statement;
};

type Alias = ReturnType<Assembly['symbols']['reference']>;

function leadsTo(from: Alias, to: Alias): boolean {
  if (from === to) {
    return true;
  }
  const { definition } = from;
  return (
    from.isWeakAlias &&
    definition.kind === 'expression' &&
    definition.expression.kind === 'symbol' &&
    leadsTo(definition.expression.symbol, to)
  );
}

/** `.symver name, other@version, hidden`: a name with a version, for shared libraries. */
const version: Directive = (assembly, cursor) => {
  const symbol = assembly.symbols.reference(cursor.symbolName());
  symbol.statement ??= assembly.statement;
  cursor.expect(',');
  const { name, at } = versionedName(cursor);
  let keepsOwn = true;
  if (cursor.accept(',')) {
    cursor.skipSpace();
    const start = cursor.position;
    const word = cursor.word() ?? '';
    if (word === 'hidden') {
      symbol.isMentioned = true;
      symbol.visibility = 'hidden';
    } else if (word === 'remove') {
      keepsOwn = false;
    } else {
      throw new SourceError(
        'syntax-error',
        `expected 'hidden' or 'remove', found '${word}'`,
        start,
        word === 'local' ? "GNU as 2.40 writes wrong relocations for 'local'" : undefined,
      );
    }
  }
  if (symbol.versions.some((known) => known.name === name)) {
    return;
  }
  symbol.versions.push({ name, keepsOwn: keepsOwn && at !== '@@@' });
};

function versionedName(cursor: Cursor): { readonly name: string; readonly at: string } {
  cursor.skipSpace();
  const match = /^[\w.$]+(@{1,3})[\w.$]+/u.exec(cursor.text.slice(cursor.position));
  const at = match?.[1];
  if (match === null || at === undefined) {
    throw cursor.unexpected(`a name with a version, such as 'name@version'`);
  }
  cursor.position += match[0].length;
  return { name: match[0], at };
}

export const symbolAliasDirectives: DirectiveTable = { weakref: weakReference, symver: version };

import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import type { AssemblySymbol } from '../symbol.ts';
import type { DirectiveTable } from './directive.ts';
import { stringText } from './string.ts';

/** Works out the condition of an .if; the cursor is behind the directive. */
type Condition = (assembly: Assembly, cursor: Cursor) => boolean;

function compare(holds: (value: bigint) => boolean): Condition {
  return (assembly, cursor) => holds(assembly.absolute(cursor, 'the condition'));
}

function defined(expected: boolean): Condition {
  return (assembly, cursor) => (mentioned(assembly, cursor)?.isDefined ?? false) === expected;
}

/** The symbol whose name is next, if it is known. */
function mentioned({ symbols }: Assembly, cursor: Cursor): AssemblySymbol | undefined {
  const symbol = symbols.find(cursor.symbolName());
  if (symbol?.hasWeakAlias === true) {
    symbol.isMentioned = true;
  }
  return symbol;
}

function blank(expected: boolean): Condition {
  return (_assembly, cursor) => (cursor.rest() === '') === expected;
}

/** .ifc: both sides as text, without quotes or in single ones. */
function sameText(expected: boolean): Condition {
  return (_assembly, cursor) => {
    const first = plainText(cursor, ',');
    cursor.expect(',');
    const second = plainText(cursor, undefined);
    return (first === second) === expected;
  };
}

/** A text in single quotes, a doubled quote standing for one; else all up to `end`, without the white space around it. */
function plainText(cursor: Cursor, end: string | undefined): string {
  if (cursor.accept("'")) {
    const match = /^((?:[^']|'')*)'?/u.exec(cursor.text.slice(cursor.position));
    cursor.position += match?.[0].length ?? 0;
    return (match?.[1] ?? '').replaceAll("''", "'");
  }
  cursor.skipSpace();
  const found = end === undefined ? -1 : cursor.text.indexOf(end, cursor.position);
  const stop = found < 0 ? cursor.text.length : found;
  const text = cursor.text.slice(cursor.position, stop).trimEnd();
  cursor.position = stop;
  return text;
}

/** .ifeqs: both sides as strings in double quotes. */
function sameString(expected: boolean): Condition {
  return (_assembly, cursor) => {
    const first = stringText(cursor);
    cursor.expect(',');
    return (first === stringText(cursor)) === expected;
  };
}

const conditions: Readonly<Record<string, Condition>> = {
  if: compare((value) => value !== 0n),
  ifne: compare((value) => value !== 0n),
  ifeq: compare((value) => value === 0n),
  ifgt: compare((value) => value > 0n),
  ifge: compare((value) => value >= 0n),
  iflt: compare((value) => value < 0n),
  ifle: compare((value) => value <= 0n),
  ifdef: defined(true),
  ifndef: defined(false),
  ifnotdef: defined(false),
  ifb: blank(true),
  ifnb: blank(false),
  ifc: sameText(true),
  ifnc: sameText(false),
  ifeqs: sameString(true),
  ifnes: sameString(false),
};

const ofNames: ReadonlySet<string> = new Set(['ifdef', 'ifndef', 'ifnotdef']);

/** The rest of a statement whose condition does not matter; GNU as 2.40 looks for a name all the same, and there has to be one. */
function ignoreRest(assembly: Assembly, cursor: Cursor, directive: string): void {
  if (assembly.conditionals.skipping) {
    if (ofNames.has(directive)) {
      mentioned(assembly, cursor);
    }
    cursor.position = cursor.text.length;
  }
}

/** Directives that are carried out in skipped text too. */
export const conditionalDirectives: DirectiveTable = {
  ...Object.fromEntries(
    Object.entries(conditions).map(([name, condition]) => [
      name,
      (assembly: Assembly, cursor: Cursor) => {
        ignoreRest(assembly, cursor, name);
        assembly.conditionals.open(assembly.statement, assembly.input.level, () =>
          condition(assembly, cursor),
        );
      },
    ]),
  ),
  elseif: (assembly, cursor) => {
    let asked = false;
    assembly.conditionals.elseIf(() => {
      asked = true;
      return assembly.absolute(cursor, 'the condition') !== 0n;
    });
    if (!asked) {
      cursor.position = cursor.text.length;
    }
  },
  else: (assembly) => assembly.conditionals.otherwise(),
  elsec: (assembly) => assembly.conditionals.otherwise(),
  endif: (assembly) => assembly.conditionals.close(),
  endc: (assembly) => assembly.conditionals.close(),
};

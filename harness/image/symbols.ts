import type { ObjectFile, ObjectSymbol } from '../assembler/object.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { formatPlace } from '../diagnostics/place.ts';
import { lineOf } from './object-line.ts';

/** A symbol and the object that defines it. */
export interface Definition {
  readonly object: ObjectFile;
  readonly symbol: ObjectSymbol;
}

/** Global and weak definitions by name; a common symbol is defined by the object that common.ts makes. */
export type Globals = ReadonlyMap<string, Definition>;

/** Who defines a symbol in place of those that define it, too: an object, or nobody, so that an external may. */
export type Replacements = ReadonlyMap<string, ObjectFile | 'nobody'>;

/**
 * One definition for each name that is not local: the strong one, else the first weak one (ELF gABI, st_info).
 *
 * @throws HcallError symbol-duplicate, for every name with two strong definitions
 */
export function gatherGlobals(
  objects: readonly ObjectFile[],
  replacements: Replacements = new Map(),
): Globals {
  const globals = new Map<string, Definition>();
  const errors: Diagnostic[] = [];
  for (const object of objects) {
    for (const symbol of object.symbols) {
      if (
        symbol.binding === 'local' ||
        symbol.section === 'undefined' ||
        symbol.section === 'common' ||
        (replacements.get(symbol.name) ?? object) !== object
      ) {
        continue;
      }
      const known = globals.get(symbol.name);
      if (known === undefined || (known.symbol.binding === 'weak' && symbol.binding === 'global')) {
        globals.set(symbol.name, { object, symbol });
      } else if (known.symbol.binding === 'global' && symbol.binding === 'global') {
        errors.push(duplicate(known, { object, symbol }));
      }
    }
  }
  const [first, ...rest] = errors;
  if (first !== undefined) {
    throw new HcallError([first, ...rest]);
  }
  return globals;
}

/** The definitions that something takes the place of: global ones, and where there is none, those of single files. */
export function replacedDefinitions(
  objects: readonly ObjectFile[],
  replacements: Replacements,
): ReadonlySet<ObjectSymbol> {
  const found = new Set<ObjectSymbol>();
  for (const [name, owner] of replacements) {
    const own = objects
      .filter((object) => object !== owner)
      .flatMap(({ symbols }) => symbols)
      .filter((symbol) => symbol.name === name && symbol.section !== 'undefined');
    const globals = own.filter(({ binding }) => binding !== 'local');
    (globals.length > 0 ? globals : own).forEach((symbol) => found.add(symbol));
  }
  return found;
}

function duplicate(known: Definition, again: Definition): Diagnostic {
  const line = placeOf(again);
  return {
    code: 'symbol-duplicate',
    severity: 'error',
    message: `symbol '${again.symbol.name}' is defined in '${again.object.name}' and in '${known.object.name}'`,
    ...(line === undefined ? {} : { place: line.place }),
    note: `the other definition is at ${describe(known)}`,
  };
}

function describe(definition: Definition): string {
  const line = placeOf(definition);
  return line === undefined ? `'${definition.object.name}'` : formatPlace(line.place);
}

function placeOf({ object, symbol }: Definition): ReturnType<typeof lineOf> {
  return typeof symbol.section === 'number'
    ? lineOf(object, symbol.section, Number(symbol.value))
    : undefined;
}

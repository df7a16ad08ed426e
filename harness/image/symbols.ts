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

/**
 * One definition for each name that is not local: the strong one, else the first weak one (ELF gABI, st_info).
 *
 * @throws HcallError symbol-duplicate, for every name with two strong definitions
 */
export function gatherGlobals(objects: readonly ObjectFile[]): Globals {
  const globals = new Map<string, Definition>();
  const errors: Diagnostic[] = [];
  for (const object of objects) {
    for (const symbol of object.symbols) {
      if (
        symbol.binding === 'local' ||
        symbol.section === 'undefined' ||
        symbol.section === 'common'
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

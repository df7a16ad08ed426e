import type { Abi } from '../abi/abi.ts';
import type { StandIn } from '../abi/stand-in.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { ObjectFile, ObjectSymbol } from '../assembler/object.ts';
import type { Image } from '../image/image.ts';
import { namesWith } from '../image/prefix.ts';
import type { Replacements } from '../image/symbols.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Objects } from './objects.ts';
import { shortestPath } from './paths.ts';

/**
 * The objects of code of one's own, by the symbol of theirs that stands in. Where the code has that symbol with its prefix, so
 * have they. Throws `stub-misfit` for one that does not define it.
 */
export function standInObjects(
  standIns: readonly StandIn[],
  objects: Objects,
  {
    abi,
    symbolPrefix,
    code = [],
  }: {
    readonly abi: Abi;
    readonly symbolPrefix?: string | undefined;
    /** What it takes the place in. */
    readonly code?: readonly ObjectFile[];
  },
): Map<string, ObjectFile> {
  const known = new Set(code.flatMap(({ symbols }) => symbols.map(({ name }) => name)));
  const symbolsOf = new Map<ObjectFile, ObjectSymbol[]>();
  for (const { symbol, act, place } of standIns) {
    if (act.kind !== 'code') {
      continue;
    }
    const object = objects.object(act.file, abi);
    const names = namesWith(symbolPrefix, symbol);
    const definition = object.symbols.find(
      ({ name, section }) => names.includes(name) && section !== 'undefined',
    );
    if (definition === undefined || definition.binding === 'local') {
      const what = definition === undefined ? 'does not define' : 'keeps to itself';
      const message = `'${shortestPath(act.file)}' ${what} '${symbol}'`;
      throw problemAt(
        'stub-misfit',
        message,
        place,
        `write '.globl ${symbol}' and the label there`,
      );
    }
    const name = names.find((written) => known.has(written)) ?? definition.name;
    symbolsOf.set(object, [...(symbolsOf.get(object) ?? []), { ...definition, name }]);
  }
  return new Map(
    [...symbolsOf].flatMap(([object, symbols]) => {
      const own = new Set(object.symbols.map(({ name }) => name));
      const others = symbols.filter(({ name }) => !own.has(name));
      const complete =
        others.length === 0 ? object : { ...object, symbols: [...object.symbols, ...others] };
      return symbols.map(({ name }) => [name, complete] as const);
    }),
  );
}

/**
 * Who defines what stand-ins take the place of: their code, or nobody where a number does. `image`: a linked one, besides the
 * objects. Throws `stub-misfit` for a number that cannot.
 */
export function replacementsOf(
  standIns: readonly StandIn[],
  objects: readonly ObjectFile[],
  own: ReadonlyMap<string, ObjectFile>,
  { image, symbolPrefix }: { readonly image?: Image; readonly symbolPrefix?: string | undefined },
): Replacements {
  const replacements = new Map<string, ObjectFile | 'nobody'>(own);
  for (const standIn of standIns) {
    const { symbol, act } = standIn;
    if (act.kind !== 'value') {
      continue;
    }
    const definitions = objects
      .flatMap(({ symbols }) => symbols)
      .filter(
        ({ name, section }) =>
          namesWith(symbolPrefix, symbol).includes(name) && section !== 'undefined',
      );
    const linked = image?.symbols.find(({ name }) => name === symbol);
    if (isAgreed(act.value, definitions, linked)) {
      continue;
    }
    const isFixed = definitions.some(
      ({ binding, section }) => binding === 'local' || section === 'absolute',
    );
    if (linked !== undefined || isFixed) {
      throw problemAt(
        'stub-misfit',
        `'${symbol}' cannot become ${hexadecimal(act.value)}: references to it are resolved`,
        standIn.place,
        'for what a variable holds write { data: SIZE, value: N }; a constant of a source is a macro or a .set there',
      );
    }
    definitions.forEach(({ name }) => replacements.set(name, 'nobody'));
  }
  return replacements;
}

/** Whether all that is known of the symbol is that it has this value already. */
function isAgreed(
  value: bigint,
  definitions: readonly ObjectSymbol[],
  linked: Image['symbols'][number] | undefined,
): boolean {
  const isDefined = definitions.length > 0 || linked !== undefined;
  return (
    isDefined &&
    definitions.every((own) => own.section === 'absolute' && own.value === value) &&
    (linked === undefined || (linked.kind === 'absolute' && linked.address === value))
  );
}

import type { Abi } from '../abi/abi.ts';
import type { ObjectFile } from '../assembler/object.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { CodeRegions } from '../calls/memory-map.ts';
import { lowCodeBase } from '../calls/memory-map.ts';
import type { Place } from '../diagnostics/place.ts';
import type { LinkedCode, Test, VectorsChoice } from '../fixture/test.ts';
import { applyAlternatives } from '../image/alternatives.ts';
import type { Image } from '../image/image.ts';
import { largestSize } from '../image/layout.ts';
import { link } from '../image/link.ts';
import type { Replacements } from '../image/symbols.ts';
import { undefinedSymbols } from '../image/undefined.ts';
import { hexadecimal } from '../judge/finding.ts';
import { namesWith, nameWithout, withoutPrefix } from '../image/prefix.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { prefixHint } from './exits.ts';
import { linkedFile, LinkedImages, mergeImages, withReplaced } from './linked-image.ts';
import { vectorsMissing } from './vectors-missing.ts';
import type { Objects } from './objects.ts';
import { shortestPath } from './paths.ts';
import { placeNextTo, placeCode } from './placement.ts';
import { replacementsOf, standInObjects } from './stand-in-code.ts';
import type { PlacedStandIns } from './stand-in-places.ts';
import { placeStandIns } from './stand-in-places.ts';
import { withStandIns } from './stand-ins-in-image.ts';

/** An image, and where what goes with it lies. */
export interface PlacedImage {
  readonly image: Image;
  readonly code: CodeRegions;
  readonly placed: PlacedStandIns;
  /** Names that the code defines or refers to. */
  readonly names: ReadonlySet<string>;
}

/** The names in some code. */
export interface CodeSymbols {
  readonly defined: ReadonlySet<string>;
  readonly referred: ReadonlySet<string>;
}

/** Makes images of the code that tests run, with what stands in for its parts. */
export class CodeImages {
  readonly #objects: Objects;
  readonly #images = new LinkedImages();
  readonly #symbols = new Map<string, CodeSymbols>();

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  /**
   * The image of a test's code. Throws an HcallError for sources with mistakes, symbols that nobody defines, and stand-ins that
   * cannot take a place; 'table-not-in-vectors' where the vectors lack its table.
   */
  image(test: Test): PlacedImage {
    const { abi, vectors, standIns } = test;
    const linked = linkedFile(vectors.files);
    const made = linked === undefined ? this.#assembled(test) : this.#linked(linked, test);
    const patched = this.#patched(made.image, vectors, abi);
    const { table } = vectors;
    const isLinked = linked !== undefined;
    return { ...made, image: withStandIns(patched, standIns, { table, isLinked }) };
  }

  #patched(image: Image, vectors: VectorsChoice, abi: Abi): Image {
    try {
      return applyAlternatives(image, this.#objects.patches(vectors, abi));
    } catch (error) {
      const [first] = error instanceof HcallError ? error.diagnostics : [];
      throw first === undefined || first.place !== undefined
        ? error
        : problemAt(first.code, first.message, vectors.patchesPlace, first.note);
    }
  }

  /**
   * The symbols that the code defines, and those that it refers to, which a linked image has resolved. Throws an HcallError for
   * sources with mistakes, and 'table-not-in-vectors'.
   */
  symbolsOf({ abi, vectors, code }: LinkedCode): CodeSymbols {
    const { table, files, symbolPrefix } = vectors;
    const key = JSON.stringify([abi.directory, table, files, symbolPrefix, code]);
    const symbols = this.#symbols.get(key) ?? this.#findSymbols({ abi, vectors, code });
    this.#symbols.set(key, symbols);
    return symbols;
  }

  #findSymbols({ abi, vectors, code }: LinkedCode): CodeSymbols {
    const file = linkedFile(vectors.files);
    const image = file === undefined ? undefined : this.#whole(file, vectors);
    const objects =
      image === undefined
        ? this.#objectsOf(vectors, abi, code)
        : this.#companions(image, abi, code);
    const defined = new Set((image?.symbols ?? []).map(({ name }) => name));
    const referred = new Set<string>();
    for (const { name, section } of objects.flatMap(({ symbols }) => symbols)) {
      (section === 'undefined' ? referred : defined).add(nameWithout(vectors.symbolPrefix, name));
    }
    return { defined, referred };
  }

  /** Sources and objects, linked with the ABI's routines. */
  #assembled(test: Test): PlacedImage {
    const { abi, vectors, code: own, standIns } = test;
    const { table, symbolPrefix } = vectors;
    const given = this.#objectsOf(vectors, abi, own);
    const instead = standInObjects(standIns, this.#objects, { abi, symbolPrefix, code: given });
    const objects = distinct([...given, ...instead.values()]);
    const replacements = replacementsOf(standIns, objects, instead, { symbolPrefix });
    const code = placeCode(largestSize(objects), vectors.load);
    const open = [...undefinedSymbols(objects, replacements)].map(
      ([name, use]) => [nameWithout(symbolPrefix, name), use] as const,
    );
    const placed = placeStandIns(test, code, new Map(open));
    const externals = withPrefix(placed.addresses, symbolPrefix);
    const first = namesWith(symbolPrefix, table).find((name) =>
      objects.some((object) => defines(object, name)),
    );
    const image = linkAt(code, objects, externals, replacements, first);
    const names = namesOf(objects, symbolPrefix);
    return { image: withoutPrefix(image, symbolPrefix), code, placed, names };
  }

  /** A linked image as it is. Throws 'table-not-in-vectors'. */
  #whole(file: string, { files, table, tablePlace, load, symbolPrefix }: VectorsChoice): Image {
    const image = this.#images.read(shortestPath(file), {
      table,
      symbolPrefix,
      load: load?.address,
    });
    const names = image.symbols.map(({ name }) => name);
    if (!names.includes(table)) {
      throw tableMissing(table, files, names, tablePlace);
    }
    return image;
  }

  /** A linked image where it is loaded, and the ABI's routines with it. */
  #linked(file: string, test: Test): PlacedImage {
    const { abi, vectors, code: own, standIns } = test;
    const whole = this.#whole(file, vectors);
    const instead = standInObjects(standIns, this.#objects, { abi });
    const objects = distinct([...this.#companions(whole, abi, own), ...instead.values()]);
    const replacements = replacementsOf(standIns, objects, instead, { image: whole });
    const image = withReplaced(whole, new Set(instead.keys()));
    const symbols = new Map(image.symbols.map(({ name, address }) => [name, address]));
    const called = symbols.get(vectors.table) as bigint;
    const code = placeNextTo(image, called, largestSize(objects), shortestPath(file), vectors.load);
    const open = [...undefinedSymbols(objects, replacements)];
    const placed = placeStandIns(test, code, new Map(open.filter(([name]) => !symbols.has(name))));
    const names = new Set([...symbols.keys(), ...namesOf(objects, undefined)]);
    if (objects.length === 0) {
      return { image, code, placed, names };
    }
    const known = new Map([...placed.addresses, ...symbols]);
    const companions = linkAt(code, objects, known, replacements);
    return { image: mergeImages(image, companions), code, placed, names };
  }

  /** What is linked for an image: code of the test, and the ABI's routines that the image does not have. */
  #companions({ symbols }: Image, abi: Abi, code: readonly string[]): ObjectFile[] {
    const own = code.map((name) => this.#objects.object(name, abi));
    return [...own, ...this.#routines(abi, new Set(symbols.map(({ name }) => name)), own)];
  }

  #objectsOf(
    { contract, files, table, tablePlace, symbolPrefix }: VectorsChoice,
    abi: Abi,
    code: readonly string[],
  ): ObjectFile[] {
    if (files.length === 0) {
      throw vectorsMissing(abi, contract);
    }
    const vectors = files.map((file) => this.#objects.object(file, abi));
    // The ABI's own table, which comes with its routines, must not take its place.
    const isOwn = [...abi.vectors.values()].some((contract) => contract.files === files);
    const names = namesWith(symbolPrefix, table);
    const isTable = isOwn ? defines : definesGlobal;
    if (!vectors.some((object) => names.some((name) => isTable(object, name)))) {
      throw tableMissing(table, files, vectors.flatMap(globalSymbols), tablePlace);
    }
    const own = [...vectors, ...code.map((file) => this.#objects.object(file, abi))];
    return [...own, ...this.#routines(abi, new Set(own.flatMap(globalSymbols)), own)];
  }

  /** The objects with the ABI's routines, but for those that define a symbol again. */
  #routines(abi: Abi, defined: ReadonlySet<string>, present: readonly ObjectFile[]): ObjectFile[] {
    const files = new Set([...abi.routines.values()].flatMap((routine) => routine.files));
    return [...files]
      .filter((file) => !present.some(({ name }) => name === shortestPath(file)))
      .map((file) => this.#objects.object(file, abi))
      .filter((object) => !globalSymbols(object).some((symbol) => defined.has(symbol)));
  }
}

/** Names that objects define or refer to, as fixtures write them. */
function namesOf(objects: readonly ObjectFile[], prefix: string | undefined): Set<string> {
  return new Set(
    objects.flatMap(({ symbols }) => symbols.map(({ name }) => nameWithout(prefix, name))),
  );
}

/** Each address by the name with the prefix, too: whichever the code refers to. */
function withPrefix(
  addresses: ReadonlyMap<string, bigint>,
  prefix: string | undefined,
): ReadonlyMap<string, bigint> {
  return new Map(
    [...addresses].flatMap(([name, address]): [string, bigint][] =>
      namesWith(prefix, name).map((written) => [written, address]),
    ),
  );
}

/** Links objects in the image's region. Throws what `link` throws. */
function linkAt(
  { image }: CodeRegions,
  objects: readonly ObjectFile[],
  externals: ReadonlyMap<string, bigint>,
  replacements: Replacements,
  first?: string,
): Image {
  const low = hexadecimal(lowCodeBase);
  return link(objects, {
    base: image.address,
    externals,
    replacements,
    ...(first === undefined ? {} : { first }),
    lower: {
      base: lowCodeBase,
      note: `the code lies at ${hexadecimal(image.address)}: 'load: ${low}' next to 'files:', or --load ${low}, places it below 4 GiB`,
    },
  });
}

function globalSymbols({ symbols }: ObjectFile): string[] {
  return symbols
    .filter(({ binding, section }) => binding === 'global' && section !== 'undefined')
    .map(({ name }) => name);
}

function defines({ symbols }: ObjectFile, name: string): boolean {
  return symbols.some((symbol) => symbol.name === name && symbol.section !== 'undefined');
}

function definesGlobal(object: ObjectFile, name: string): boolean {
  return globalSymbols(object).includes(name);
}

/** Symbols that an error lists. */
const mostNames = 8;

function tableMissing(
  table: string,
  files: readonly string[],
  symbols: readonly string[],
  place: Place | undefined,
): HcallError {
  const names = files.map((file) => `'${shortestPath(file)}'`).join(', ');
  const known = symbols
    .slice(0, mostNames)
    .map((name) => `'${name}'`)
    .join(', ');
  const prefixed = symbols.find((name) => name.endsWith(table));
  return problemAt(
    'table-not-in-vectors',
    `the vector table '${table}' is not in ${names}`,
    place,
    prefixHint(table, prefixed) ??
      (symbols.length === 0
        ? 'no symbol is global there'
        : `global there: ${known}${symbols.length > mostNames ? ', ...' : ''}; name the table that is meant`),
  );
}

function distinct(objects: readonly ObjectFile[]): ObjectFile[] {
  return [...new Set(objects)];
}

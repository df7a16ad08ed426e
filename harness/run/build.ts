import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionAt, instructionBytes } from '../architecture/a64/word.ts';
import type { Abi } from '../abi/abi.ts';
import type { Assembler } from '../assembler/assemble.ts';
import type { ObjectFile } from '../assembler/object.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { LinkedCode, Test, VectorsChoice } from '../fixture/test.ts';
import { applyAlternatives } from '../image/alternatives.ts';
import type { Image } from '../image/image.ts';
import { largestSize } from '../image/layout.ts';
import { link } from '../image/link.ts';
import { ImageLookup } from '../image/lookup.ts';
import { namesWith, nameWithout, withoutPrefix } from '../image/prefix.ts';
import { tableProblems } from '../image/vector-table.ts';
import type { Machine } from '../machine/machine.ts';
import { Exits, prefixHint } from './exits.ts';
import { linkedFile, LinkedImages, mergeImages } from './linked-image.ts';
import { placeBeside, placeCode } from './placement.ts';
import type { CodeRegions } from '../calls/memory-map.ts';
import { lowCodeBase } from '../calls/memory-map.ts';
import type { SourceSetting } from './objects.ts';
import { Objects } from './objects.ts';
import { shortestPath } from './paths.ts';
import { hexadecimal } from '../judge/finding.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import { vectorsMissing } from './vectors-missing.ts';
import { sessionKey } from './session-key.ts';
import { Session } from './session.ts';
import { standInAddresses } from './stand-in-places.ts';

export interface BuildSetting extends SourceSetting {
  readonly assembler: Assembler;
  /** A new machine, for one session, which closes it. */
  readonly createMachine: () => Machine;
  /**
   * Sessions that are open at a time, no limit if left out: the one that was asked for longest ago is closed, and made again
   * when it is asked for. For callers that keep none of them.
   */
  readonly mostSessions?: number;
}

/** An image, and where what goes with it lies. */
interface PlacedImage {
  readonly image: Image;
  readonly code: CodeRegions;
  /** Names that the code defines or refers to. */
  readonly names: ReadonlySet<string>;
}

/** The names in some code. */
export interface CodeSymbols {
  readonly defined: ReadonlySet<string>;
  readonly referred: ReadonlySet<string>;
}

/** Makes sessions, one for all tests that share vectors and stubs, and closes them. */
export class SessionBuilder {
  readonly #objects: Objects;
  readonly #images = new LinkedImages();
  readonly #createMachine: () => Machine;
  readonly #mostSessions: number;
  /** The one asked for last is last. */
  readonly #sessions = new Map<string, Session>();
  readonly #symbols = new Map<string, CodeSymbols>();

  constructor({ assembler, createMachine, mostSessions = Infinity, ...sources }: BuildSetting) {
    this.#createMachine = createMachine;
    this.#mostSessions = mostSessions;
    this.#objects = new Objects(assembler, sources);
  }

  /**
   * The session of a test. Throws an HcallError for sources with mistakes, symbols that nobody defines, and a vector
   * table that no processor could use; 'table-not-in-vectors' where other vectors than the test's own lack its table.
   */
  session(test: Test): Session {
    const key = sessionKey(test);
    const session = this.#sessions.get(key) ?? this.#build(test);
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    this.#closeOldest();
    return session;
  }

  /**
   * The symbols that the code defines, and those that it refers to; undefined where that is not known, of a linked image.
   * Throws an HcallError for sources with mistakes.
   */
  symbolsOf({ abi, vectors, code }: LinkedCode): CodeSymbols | undefined {
    if (linkedFile(vectors.files) !== undefined) {
      return undefined;
    }
    const key = JSON.stringify([
      abi.directory,
      vectors.table,
      vectors.files,
      vectors.symbolPrefix,
      code,
    ]);
    const known = this.#symbols.get(key);
    if (known !== undefined) {
      return known;
    }
    const objects = this.#objectsOf(vectors, abi, code);
    const defined = new Set<string>();
    const referred = new Set<string>();
    for (const { name, section } of objects.flatMap(({ symbols }) => symbols)) {
      (section === 'undefined' ? referred : defined).add(nameWithout(vectors.symbolPrefix, name));
    }
    const symbols = { defined, referred };
    this.#symbols.set(key, symbols);
    return symbols;
  }

  close(): void {
    for (const session of this.#sessions.values()) {
      session.close();
    }
    this.#sessions.clear();
  }

  #closeOldest(): void {
    const [oldest] = this.#sessions;
    if (oldest !== undefined && this.#sessions.size > this.#mostSessions) {
      const [key, session] = oldest;
      this.#sessions.delete(key);
      session.close();
    }
  }

  #build(test: Test): Session {
    const { abi, standIns } = test;
    const { image, code, names } = this.#image(test);
    checkTable(image, test.vectors.table);
    return new Session({
      abi,
      image,
      table: test.vectors.table,
      exits: new Exits(abi, names),
      code,
      machine: this.#createMachine(),
      standIns,
      encode: (text, place) => this.#encode(text, place),
    });
  }

  #image(test: Test): PlacedImage {
    const { abi, vectors } = test;
    const linked = linkedFile(vectors.files);
    const placed = linked === undefined ? this.#assembled(test) : this.#linked(linked, test);
    return { ...placed, image: this.#patched(placed.image, vectors, abi) };
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

  /** Sources and objects, linked with the ABI's routines. */
  #assembled({ abi, vectors, code: own, standIns }: Test): PlacedImage {
    const objects = this.#objectsOf(vectors, abi, own);
    const code = placeCode(largestSize(objects), vectors.load);
    const { table, symbolPrefix } = vectors;
    const externals = withPrefix(standInAddresses(abi, standIns, code.stubs), symbolPrefix);
    const first = namesWith(symbolPrefix, table).find((name) =>
      objects.some((object) => defines(object, name)),
    );
    const image = withoutPrefix(linkAt(code, objects, externals, first), symbolPrefix);
    return { image, code, names: namesOf(objects, symbolPrefix) };
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

  /** A linked image where it is loaded, and the ABI's routines with it. */
  #linked(file: string, { abi, vectors, code: own, standIns }: Test): PlacedImage {
    const { files, table, tablePlace, load, symbolPrefix } = vectors;
    const path = shortestPath(file);
    const image = this.#images.read(path, { table, symbolPrefix, load: load?.address });
    const symbols = new Map(image.symbols.map(({ name, address }) => [name, address]));
    if (!symbols.has(table)) {
      throw tableMissing(table, files, [...symbols.keys()], tablePlace);
    }
    const more = own.map((name) => this.#objects.object(name, abi));
    const objects = [...more, ...this.#routines(abi, new Set(symbols.keys()), more)];
    const called = symbols.get(table) as bigint;
    const code = placeBeside(image, called, largestSize(objects), path, load);
    const names = new Set([...symbols.keys(), ...namesOf(objects, undefined)]);
    if (objects.length === 0) {
      return { image, code, names };
    }
    const known = new Map([...symbols, ...standInAddresses(abi, standIns, code.stubs)]);
    return { image: mergeImages(image, linkAt(code, objects, known)), code, names };
  }

  /** The objects with the ABI's routines, but for those that define a symbol again. */
  #routines(abi: Abi, defined: ReadonlySet<string>, present: readonly ObjectFile[]): ObjectFile[] {
    const files = new Set([...abi.routines.values()].flatMap((routine) => routine.files));
    return [...files]
      .filter((file) => !present.some(({ name }) => name === shortestPath(file)))
      .map((file) => this.#objects.object(file, abi))
      .filter((object) => !globalSymbols(object).some((symbol) => defined.has(symbol)));
  }

  #encode(text: string, place: Place): InstructionWord {
    const section = this.#assembleText(text, place).sections.find(({ size }) => size > 0);
    if (section?.bytes.length !== instructionBytes) {
      throw problemAt('not-one-instruction', `'${text}' is not one instruction`, place);
    }
    return instructionAt(section.bytes);
  }

  #assembleText(text: string, place: Place): ObjectFile {
    try {
      return this.#objects.text(text);
    } catch (error) {
      if (!(error instanceof HcallError)) {
        throw error;
      }
      const message = `'${text}' cannot be assembled: ${error.message}`;
      throw problemAt('not-one-instruction', message, place);
    }
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
  first?: string,
): Image {
  const low = hexadecimal(lowCodeBase);
  return link(objects, {
    base: image.address,
    externals,
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

function checkTable(image: Image, table: string): void {
  const [first, ...rest] = tableProblems(new ImageLookup(image), table);
  if (first !== undefined) {
    throw new HcallError([first, ...rest]);
  }
}

import type { Abi, Vectors } from '../abi/abi.ts';
import type { Assembler } from '../assembler/assemble.ts';
import type { ObjectFile } from '../assembler/object.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Stub, Test } from '../fixture/test.ts';
import type { Image } from '../image/image.ts';
import { link } from '../image/link.ts';
import { ImageLookup } from '../image/lookup.ts';
import { lintVectorTable } from '../image/vector-table.ts';
import { createMachine } from '../machine/unicorn/unicorn-machine.ts';
import { memoryMap } from './memory-map.ts';
import { shortestPath } from './paths.ts';
import { problemAt } from './problem-at.ts';
import { Session, stubAddresses } from './session.ts';

/** How sources are assembled, beside what their ABI says. */
export interface BuildSetting {
  readonly assembler: Assembler;
  /** Folders for #include, before the ABI's. */
  readonly includes: readonly string[];
  /** NAME or NAME=VALUE. */
  readonly defines: readonly string[];
}

/** Makes sessions, one for all tests that share vectors and stubs, and closes them. */
export class SessionBuilder {
  readonly #setting: BuildSetting;
  readonly #objects = new Map<string, ObjectFile>();
  readonly #sessions = new Map<string, Session>();

  constructor(setting: BuildSetting) {
    this.#setting = setting;
  }

  /**
   * The session of a test. Throws an HcallError for sources with mistakes, symbols that nobody defines, and a vector
   * table that no processor could use.
   */
  session(test: Test): Session {
    const key = sessionKey(test);
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      return known;
    }
    const session = this.#build(test);
    this.#sessions.set(key, session);
    return session;
  }

  close(): void {
    for (const session of this.#sessions.values()) {
      session.close();
    }
    this.#sessions.clear();
  }

  #build({ abi, vectors, stubs, code }: Test): Session {
    const own = [...vectors.files, ...code].map((file) => this.#assemble(file, abi));
    const image = link([...own, ...this.#routines(abi, own)], {
      base: memoryMap.image.address,
      externals: stubAddresses(abi, stubs),
      first: vectors.table,
    });
    checkTable(image, vectors.table);
    return new Session({
      abi,
      image,
      machine: createMachine(),
      stubs,
      encode: (text, place) => this.#encode(text, place),
    });
  }

  /** The ABI's routines, but for files whose symbols the test's own files define. */
  #routines(abi: Abi, own: readonly ObjectFile[]): ObjectFile[] {
    const defined = new Set(own.flatMap(globalSymbols));
    const files = new Set([...abi.routines.values()].flatMap((routine) => routine.files));
    return [...files]
      .filter((file) => !own.some(({ name }) => name === shortestPath(file)))
      .map((file) => this.#assemble(file, abi))
      .filter((object) => !globalSymbols(object).some((symbol) => defined.has(symbol)));
  }

  #assemble(file: string, abi: Abi): ObjectFile {
    const includes = [...this.#setting.includes, ...abi.includes];
    const defines = [...this.#setting.defines, ...abi.defines];
    const key = JSON.stringify([file, includes, defines]);
    const known = this.#objects.get(key);
    if (known !== undefined) {
      return known;
    }
    const options = { includePaths: includes, defines };
    const object = this.#setting.assembler.assemble({ path: shortestPath(file) }, options);
    this.#objects.set(key, object);
    return object;
  }

  #encode(text: string, place: Place): number {
    const section = this.#assembleText(text, place).sections.find(({ size }) => size > 0);
    if (section?.bytes.length !== 4) {
      throw problemAt('not-one-instruction', `'${text}' is not one instruction`, place);
    }
    return new DataView(section.bytes.buffer, section.bytes.byteOffset).getUint32(0, true);
  }

  #assembleText(text: string, place: Place): ObjectFile {
    try {
      return this.#setting.assembler.assemble({ path: 'instruction', text });
    } catch (error) {
      if (!(error instanceof HcallError)) {
        throw error;
      }
      throw problemAt(
        'not-one-instruction',
        `'${text}' cannot be assembled: ${error.message}`,
        place,
      );
    }
  }
}

/** Tests with the same key can share a session. */
export function sessionKey({ abi, vectors, stubs, code }: Test): string {
  const stubParts = stubs.map(({ symbol, kind, outcome, value }: Stub) => [
    symbol,
    kind,
    outcome,
    value?.toString(),
  ]);
  return JSON.stringify([abi.directory, vectors.table, vectors.files, code, stubParts]);
}

function globalSymbols({ symbols }: ObjectFile): string[] {
  return symbols
    .filter(({ binding, section }) => binding === 'global' && section !== 'undefined')
    .map(({ name }) => name);
}

function checkTable(image: Image, table: Vectors['table']): void {
  const [first, ...rest] = lintVectorTable(new ImageLookup(image), table);
  if (first !== undefined) {
    throw new HcallError([first, ...rest]);
  }
}

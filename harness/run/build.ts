import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionAt, instructionBytes } from '../architecture/a64/word.ts';
import { processorFor, processorModels } from '../architecture/processor-model.ts';
import type { ProcessorModel, ProcessorName } from '../architecture/processor-model.ts';
import type { Assembler } from '../assembler/assemble.ts';
import type { ObjectFile } from '../assembler/object.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { LinkedCode, Test } from '../fixture/test.ts';
import type { Image } from '../image/image.ts';
import { ImageLookup } from '../image/lookup.ts';
import { tableProblems } from '../image/vector-table.ts';
import type { Machine } from '../machine/machine.ts';
import type { CodeSymbols } from './code-images.ts';
import { CodeImages } from './code-images.ts';
import { Exits } from './exits.ts';
import type { SourceSetting } from './objects.ts';
import { Objects } from './objects.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import { sessionKey } from './session-key.ts';
import { Session } from './session.ts';
import type { TakenSymbol } from './taken-symbol.ts';

export interface BuildSetting extends SourceSetting {
  readonly assembler: Assembler;
  /** A new machine, for one session, which closes it. */
  readonly createMachine: (processor: ProcessorModel) => Machine;
  /** The processor of every machine; if left out, what the ABI says. */
  readonly cpu?: ProcessorName;
  /**
   * Sessions that are open at a time, no limit if left out: the one that was asked for longest ago is closed, and made again
   * when it is asked for. For callers that keep none of them.
   */
  readonly mostSessions?: number;
}

/** Makes sessions, one for all tests that share vectors and stubs, and closes them. */
export class SessionBuilder {
  readonly #objects: Objects;
  readonly #images: CodeImages;
  readonly #createMachine: (processor: ProcessorModel) => Machine;
  readonly #cpu: ProcessorName | undefined;
  readonly #mostSessions: number;
  /** The one asked for last is last. */
  readonly #sessions = new Map<string, Session>();

  constructor({
    assembler,
    createMachine,
    cpu,
    mostSessions = Infinity,
    ...sources
  }: BuildSetting) {
    this.#createMachine = createMachine;
    this.#cpu = cpu;
    this.#mostSessions = mostSessions;
    this.#objects = new Objects(assembler, sources);
    this.#images = new CodeImages(this.#objects);
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

  /** As `CodeImages` has them. */
  symbolsOf(code: LinkedCode): CodeSymbols {
    return this.#images.symbolsOf(code);
  }

  /** What '*' stands for in the code of a test. Throws what `session` throws of its image. */
  takenBy(test: Test): readonly TakenSymbol[] {
    return this.#images.image(test).placed.taken;
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
    const { image, code, placed, names } = this.#images.image(test);
    checkTable(image, test.vectors.table);
    return new Session({
      abi: test.abi,
      image,
      table: test.vectors.table,
      exits: new Exits(test.abi, names),
      code,
      machine: this.#createMachine(processorModels[processorFor(test.abi.cpu, this.#cpu)]),
      placed,
      functionKind: test.vectors.contract.functions,
      firmware: test.firmware,
      encode: (text, place) => this.#encode(text, place),
    });
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

function checkTable(image: Image, table: string): void {
  const [first, ...rest] = tableProblems(new ImageLookup(image), table);
  if (first !== undefined) {
    throw new HcallError([first, ...rest]);
  }
}

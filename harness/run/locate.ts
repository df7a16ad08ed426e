import type { Disassembler } from '../disassembler/disassembler.ts';
import type {
  Finding,
  FindingPart,
  Location,
  UnlocatedFinding,
  UnlocatedNote,
  UnlocatedPart,
} from '../judge/finding.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Note } from './event.ts';
import type { Session } from './session.ts';

/** Turns addresses into what a person knows them by: symbol, instruction, file and line. */
export class Locator {
  readonly #session: Session;
  readonly #disassembler: Disassembler;

  constructor(session: Session, disassembler: Disassembler) {
    this.#session = session;
    this.#disassembler = disassembler;
  }

  nameOf(address: bigint): string {
    return this.#session.nameOf(address);
  }

  location(address: bigint): Location {
    const word = this.#session.wordAt(address);
    const symbol = this.nameOf(address);
    const line = this.#session.lookup.lineAt(address);
    return {
      address: hexadecimal(address),
      instruction: word === undefined ? '' : this.#disassembler.disassemble(word, address),
      symbol,
      ...(line === undefined ? {} : { place: line.place }),
      ...(line?.text === undefined ? {} : { text: line.text }),
    };
  }

  finding(finding: UnlocatedFinding): Finding {
    const { by, mattersAt, parts, ...rest } = finding;
    const { subject } = finding;
    const region =
      subject.kind === 'memory' ? this.#session.regionAt(BigInt(subject.address)) : undefined;
    return {
      ...rest,
      ...(subject.kind === 'memory' && region !== undefined
        ? { subject: { region, ...subject } }
        : {}),
      ...(parts === undefined ? {} : { parts: parts.map((part) => this.#part(part)) }),
      ...(by === undefined ? {} : { by: this.location(by) }),
      ...(mattersAt === undefined ? {} : { mattersAt: this.location(mattersAt) }),
    };
  }

  #part({ by, ...rest }: UnlocatedPart): FindingPart {
    return { ...rest, ...(by === undefined ? {} : { by: this.location(by) }) };
  }

  note({ code, message, by }: UnlocatedNote): Note {
    const place = this.#session.lookup.lineAt(by)?.place;
    return { code, message, ...(place === undefined ? {} : { place }) };
  }
}

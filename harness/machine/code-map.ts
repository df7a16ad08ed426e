import { instructionBytes, instructionsOf } from '../architecture/a64/word.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { attentionTo } from './attention.ts';
import type { Attention } from './attention.ts';
import type { Engine } from './engine.ts';
import { ScannedCode } from './scanned-code.ts';

interface Watch {
  readonly attention: Attention;
  readonly handle: number;
}

interface Region {
  readonly begin: number;
  readonly end: number;
  /** Handles of the watches of its gaps. */
  gaps: readonly number[];
}

/** Bytes: as much code is looked at when a call comes there, not when it is placed. A linked kernel has megabytes of it. */
const page = 0x1000;

/**
 * Which instructions the engine must attend to. All code that was placed from outside is scanned, by the page where it is
 * much, once execution comes there; the gaps between are watched as a whole, so that the engine cannot run an instruction
 * that was never looked at.
 */
export class CodeMap {
  readonly #engine: Engine;
  /** Looked at or not. */
  readonly #code: ScannedCode;
  readonly #looked = new ScannedCode();
  readonly #watches = new Map<number, Watch>();
  readonly #pinned = new Set<number>();
  readonly #regions: Region[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#code = engine.memory.code;
  }

  addRegion(begin: number, end: number): void {
    const region = { begin, end, gaps: [] };
    this.#regions.push(region);
    this.#watchGaps(region);
  }

  /** Takes these bytes, of whole instructions, as code. */
  place(address: number, size: number): void {
    this.#code.add(address, size);
    const end = address + size;
    if (size <= page) {
      this.#scan(address, end);
      return;
    }
    for (const each of this.#looked.within(address, end)) {
      this.#scan(each.begin, each.end);
    }
    this.#engine.forgetCode(address, size);
  }

  /** Looks at the code around an instruction, where that has not been done; gives whether there is any. */
  reach(address: number): boolean {
    if (this.#looked.overlaps(address, instructionBytes)) {
      return true;
    }
    if (!this.#code.overlaps(address, instructionBytes)) {
      return false;
    }
    const begin = address - (address % page);
    for (const each of this.#code.within(begin, begin + page)) {
      this.#scan(each.begin, each.end);
    }
    return true;
  }

  #scan(address: number, end: number): void {
    const bytes = this.#engine.memory.read(address, end - address);
    if (this.#looked.add(address, bytes.length)) {
      for (const region of this.#regions) {
        if (address < region.end && end > region.begin) {
          this.#watchGaps(region);
        }
      }
    }
    for (const [index, word] of instructionsOf(bytes).entries()) {
      this.#classify(address + index * instructionBytes, word);
    }
    this.#engine.forgetCode(address, bytes.length);
  }

  /** Looks at the instruction at `address` whatever it is, from now on. */
  pin(stop: bigint): void {
    const address = Number(stop);
    if (this.#pinned.has(address)) {
      return;
    }
    this.#pinned.add(address);
    if (this.#watches.get(address)?.attention === 'stop') {
      return;
    }
    this.#set(address, 'attend');
    this.#engine.forgetCode(address, 4);
  }

  /** Looks at it only as far as the instruction there asks for it. */
  unpin(stop: bigint): void {
    const address = Number(stop);
    if (this.#pinned.delete(address)) {
      const word = this.#looked.overlaps(address, 4)
        ? this.#engine.memory.fetch(address)
        : undefined;
      this.#set(
        address,
        word === undefined ? undefined : attentionTo(address, word, this.#engine.live.processor),
      );
      this.#engine.forgetCode(address, 4);
    }
  }

  #classify(address: number, word: InstructionWord): void {
    const attention = attentionTo(address, word, this.#engine.live.processor);
    const pinned = this.#pinned.has(address) && attention !== 'stop';
    this.#set(address, pinned ? 'attend' : attention);
  }

  #set(address: number, attention: Attention | undefined): void {
    const watch = this.#watches.get(address);
    if (watch?.attention === attention) {
      return;
    }
    if (watch !== undefined) {
      this.#engine.unwatch(watch.handle);
    }
    if (attention === undefined) {
      this.#watches.delete(address);
      return;
    }
    const handle = this.#engine.watch(attention, address, address);
    this.#watches.set(address, { attention, handle });
  }

  #watchGaps(region: Region): void {
    for (const handle of region.gaps) {
      this.#engine.unwatch(handle);
    }
    region.gaps = this.#looked
      .gaps(region.begin, region.end)
      .map(({ begin, end }) => this.#engine.watch('attend', begin, end - 1));
  }
}

import { readSync, writeSync } from 'node:fs';
import koffi from 'koffi';
import { problem } from '../../diagnostics/diagnostic.ts';

/** Where a processor stands: its core registers as the debug port gives them (feature org.gnu.gdb.aarch64.core). */
export interface CoreRegisters {
  /** x0-x30, SP of the level, PC: 33 words of 64 bits. */
  readonly words: BigUint64Array;
  /** PSTATE in SPSR layout, 32 bits. */
  readonly cpsr: number;
}

/** Registers in the core feature that have 64 bits. */
export const coreWords = 33;
const coreBytes = coreWords * 8 + 4;
/** Bytes of one read from the pipe. */
const chunk = 0x1_0000;
/** Requests that are under way at a time: fewer than fill a pipe, which both sides would then wait for. */
const mostRequests = 64;

/** Milliseconds for an answer to a request that runs no code, however busy the system is. */
const answerLimit = 60_000;

/** POLLIN of poll(2), and the bytes of its struct pollfd: fd, events, revents. */
const pollIn = 1;
const pollSize = 8;

type Poll = (wanted: Buffer, count: number, milliseconds: number) => number;
let loadedPoll: Poll | undefined;

function poll(...args: Parameters<Poll>): number {
  loadedPoll ??= koffi.load(null).func('poll', 'int', ['void *', 'ulong', 'int']) as Poll;
  return loadedPoll(...args);
}

/**
 * The remote serial protocol of a debugger (GDB manual, appendix E), over a pair of pipes. It waits without the event loop, as
 * a machine must: nothing else of the process runs meanwhile. Every method throws an HcallError 'emulator-silent' where no
 * answer comes in time, or the emulator has ended.
 */
export class DebugPort {
  readonly #from: number;
  readonly #to: number;
  readonly #lastWords: () => string;
  readonly #buffer = Buffer.alloc(chunk);
  readonly #wanted = Buffer.alloc(pollSize);
  #text = '';
  #isSilent = false;

  /** `from`, `to`: file descriptors of pipes, whose other ends the emulator alone has. `lastWords`: what it wrote before it ended. */
  constructor(from: number, to: number, lastWords: () => string) {
    this.#from = from;
    this.#to = to;
    this.#lastWords = lastWords;
    this.#wanted.writeInt32LE(from, 0);
    this.#wanted.writeInt16LE(pollIn, 4);
  }

  /** It gave no answer, or has ended: nobody can use it any more. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** A request's answer. */
  ask(request: string): string {
    this.send(request);
    return this.answer(answerLimit) ?? this.#silent(`gives no answer to '${request.slice(0, 40)}'`);
  }

  /** The answers of several requests, in their order. */
  askAll(requests: readonly string[]): string[] {
    const answers: string[] = [];
    for (let from = 0; from < requests.length; from += mostRequests) {
      const part = requests.slice(from, from + mostRequests);
      this.#write(part.map(packet).join(''));
      part.forEach((request) => {
        answers.push(this.answer(answerLimit) ?? this.#silent(`gives no answer to '${request}'`));
      });
    }
    return answers;
  }

  send(request: string): void {
    this.#write(packet(request));
  }

  /** The next answer; undefined when there is none within `limit` milliseconds. */
  answer(limit: number): string | undefined {
    for (;;) {
      const found = /\$([^#]*)#[0-9a-f]{2}/.exec(this.#text);
      if (found !== null) {
        this.#text = this.#text.slice(found.index + found[0].length);
        return found[1];
      }
      const ready = poll(this.#wanted, 1, limit);
      if (ready === 0) {
        return undefined;
      }
      if (ready < 0) {
        // A signal came.
        continue;
      }
      const size = readSync(this.#from, this.#buffer);
      if (size === 0) {
        this.#silent('has ended');
      }
      this.#text += this.#buffer.toString('latin1', 0, size);
    }
  }

  /** Ends the emulator, which does not answer. */
  kill(): void {
    try {
      this.send('k');
    } catch {
      // It has ended already.
    }
  }

  /** One instruction, or the exception in its place. */
  step(): void {
    this.ask('s');
  }

  /** Runs to the next breakpoint. False when there is none within `limit` milliseconds; it is stopped then. */
  goOn(limit: number): boolean {
    this.send('c');
    if (this.answer(limit) !== undefined) {
      return true;
    }
    this.#write('\x03');
    if (this.answer(answerLimit) === undefined) {
      this.#silent('does not stop');
    }
    return false;
  }

  /** The core registers. */
  core(): CoreRegisters {
    const bytes = Buffer.from(this.ask('g').slice(0, coreBytes * 2), 'hex');
    const words = new BigUint64Array(coreWords);
    words.forEach((_, index) => {
      words[index] = bytes.readBigUInt64LE(index * 8);
    });
    return { words, cpsr: bytes.readUInt32LE(coreWords * 8) };
  }

  /** Writes the core registers. A level in `cpsr` that differs from the processor's own is not entered. */
  writeCore({ words, cpsr }: CoreRegisters): void {
    const bytes = Buffer.alloc(coreBytes);
    words.forEach((word, index) => bytes.writeBigUInt64LE(word, index * 8));
    bytes.writeUInt32LE(cpsr, coreWords * 8);
    this.ask(`G${bytes.toString('hex')}`);
  }

  #write(text: string): void {
    try {
      writeSync(this.#to, text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
        throw error;
      }
      this.#silent('has ended');
    }
  }

  #silent(what: string): never {
    this.#isSilent = true;
    const lastWords = this.#lastWords().trim().split('\n').at(-1) ?? '';
    throw problem('emulator-silent', `the emulator ${what}${lastWords && `: ${lastWords}`}`);
  }
}

/** `$request#checksum`; the plus sign before it acknowledges the answer before. */
function packet(request: string): string {
  let sum = 0;
  for (let index = 0; index < request.length; index += 1) {
    sum = (sum + request.charCodeAt(index)) & 0xff;
  }
  return `+$${request}#${sum.toString(16).padStart(2, '0')}`;
}

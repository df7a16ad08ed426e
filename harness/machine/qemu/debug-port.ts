import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
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
const chunk = 0x4000;
/** Milliseconds between two looks at a pipe that is empty. */
const pause = 0.05;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * The remote serial protocol of a debugger (GDB manual, appendix E), over a pair of named pipes, one request at a time. It
 * waits without the event loop, as a machine must: nothing else of the process runs meanwhile.
 */
export class DebugPort {
  readonly #from: number;
  readonly #to: number;
  readonly #buffer = Buffer.alloc(chunk);
  #text = '';

  /** `path`: of the pipes, which are called `path.in` and `path.out`, as the emulator sees them. Both must be there. */
  constructor(path: string) {
    // O_RDWR does not wait for the other side.
    this.#to = openSync(`${path}.in`, constants.O_RDWR | constants.O_NONBLOCK);
    this.#from = openSync(`${path}.out`, constants.O_RDWR | constants.O_NONBLOCK);
  }

  /** A request's answer. Throws an HcallError 'emulator-silent' after `limit` milliseconds. */
  ask(request: string, limit: number): string {
    this.send(request);
    return this.answer(limit) ?? this.#silent(request);
  }

  /** Several requests in one go, and their answers. */
  askAll(requests: readonly string[], limit: number): string[] {
    // More than a pipe holds would wait for somebody who waits for us.
    const answers: string[] = [];
    for (let from = 0; from < requests.length; from += 64) {
      const part = requests.slice(from, from + 64);
      writeSync(this.#to, part.map(packet).join(''));
      answers.push(...part.map((request) => this.answer(limit) ?? this.#silent(request)));
    }
    return answers;
  }

  send(request: string): void {
    writeSync(this.#to, packet(request));
  }

  /** The next answer; undefined when there is none within `limit` milliseconds. */
  answer(limit: number): string | undefined {
    for (let waited = 0; ;) {
      const found = /\$([^#]*)#[0-9a-f]{2}/.exec(this.#text);
      if (found !== null) {
        this.#text = this.#text.slice(found.index + found[0].length);
        return found[1] ?? '';
      }
      if (this.#read()) {
        continue;
      }
      if (waited >= limit) {
        return undefined;
      }
      Atomics.wait(sleeper, 0, 0, pause);
      waited += pause;
    }
  }

  /** Stops the processor where it is. */
  interrupt(): void {
    writeSync(this.#to, '\x03');
  }

  /** The core registers. */
  core(limit: number): CoreRegisters {
    const bytes = Buffer.from(this.ask('g', limit).slice(0, coreBytes * 2), 'hex');
    const words = new BigUint64Array(coreWords);
    words.forEach((_, index) => {
      words[index] = bytes.readBigUInt64LE(index * 8);
    });
    return { words, cpsr: bytes.readUInt32LE(coreWords * 8) };
  }

  /** Writes the core registers. A level in `cpsr` that differs from the processor's own is not entered. */
  writeCore({ words, cpsr }: CoreRegisters, limit: number): void {
    const bytes = Buffer.alloc(coreBytes);
    words.forEach((word, index) => bytes.writeBigUInt64LE(word, index * 8));
    bytes.writeUInt32LE(cpsr, coreWords * 8);
    this.ask(`G${bytes.toString('hex')}`, limit);
  }

  close(): void {
    closeSync(this.#from);
    closeSync(this.#to);
  }

  #read(): boolean {
    try {
      const size = readSync(this.#from, this.#buffer, 0, chunk, null);
      this.#text += this.#buffer.toString('latin1', 0, size);
      return size > 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
        return false;
      }
      throw error;
    }
  }

  #silent(request: string): never {
    throw problem('emulator-silent', `the emulator gives no answer to '${request.slice(0, 40)}'`, {
      note: 'it may have ended: run hcall doctor',
    });
  }
}

/** `$request#checksum`; the dollar of the next one acknowledges an answer, too. */
function packet(request: string): string {
  let sum = 0;
  for (let index = 0; index < request.length; index += 1) {
    sum = (sum + request.charCodeAt(index)) & 0xff;
  }
  return `+$${request}#${sum.toString(16).padStart(2, '0')}`;
}

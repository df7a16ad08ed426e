import { fstatSync, ftruncateSync, readSync } from 'node:fs';

/** An exception that the processor took, as its emulator logs it. */
export interface TakenException {
  readonly kind: 'taken';
  /** The level that took it. */
  readonly level: number;
  readonly vector: bigint;
}

/** An exception return that was not illegal. */
export interface LoggedReturn {
  readonly kind: 'return';
  readonly from: number;
  /** To AArch32 state. */
  readonly narrow: boolean;
  readonly pc: bigint;
}

/** An exception that an AArch32 level took: the debug port does not show what that did. */
interface TakenToAarch32 {
  readonly kind: 'taken-to-aarch32';
}

export type LoggedEvent = TakenException | LoggedReturn | TakenToAarch32;

const lines =
  /^(?:\.\.\.from EL[0-3] to EL(?<target>[0-3])|\.\.\.to EL(?<level>[0-3]) PC 0x(?<vector>[0-9a-f]+)|Exception return from AArch64 EL(?<from>[1-3]) to AArch(?<width>32|64) EL[0-2] PC 0x(?<pc>[0-9a-f]+))/gm;

/** What the emulator writes of exceptions and returns (`-d int`) into a file that it appends to. */
export class ExceptionLog {
  readonly #file: number;
  #offset = 0;

  constructor(file: number) {
    this.#file = file;
  }

  /** All that it has, for a person. */
  text(): string {
    return this.#read(0);
  }

  /** What came since it was asked last. The processor must be stopped. */
  take(): LoggedEvent[] {
    const text = this.#read(this.#offset);
    this.#offset += Buffer.byteLength(text);
    const events: LoggedEvent[] = [];
    for (const { groups = {} } of text.matchAll(lines)) {
      const { target, level, vector = '0', from, width, pc = '0' } = groups;
      if (target !== undefined) {
        events.push({ kind: 'taken-to-aarch32' });
      } else if (level !== undefined) {
        // What is said of an exception last: only AArch64 levels have it.
        events.pop();
        events.push({ kind: 'taken', level: Number(level), vector: BigInt(`0x${vector}`) });
      } else {
        const narrow = width === '32';
        events.push({ kind: 'return', from: Number(from), narrow, pc: BigInt(`0x${pc}`) });
      }
    }
    return events;
  }

  clear(): void {
    ftruncateSync(this.#file, 0);
    this.#offset = 0;
  }

  #read(from: number): string {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(this.#file).size - from));
    const size = readSync(this.#file, bytes, 0, bytes.length, from);
    return bytes.toString('utf8', 0, size);
  }
}

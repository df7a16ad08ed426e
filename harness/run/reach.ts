import type { CallRecord } from '../calls/call-record.ts';
import { choiceOf } from '../architecture/choice.ts';
import type { Session } from './session.ts';

/** What one test executed of an image, from the trials that were stepped. Arrays of equal length, plain data. */
export interface Reach {
  /** The key of the session, and so of the image. */
  readonly session: string;
  /** Bytes from the first section of the image, ascending. */
  readonly offsets: Uint32Array;
  /** How often each was executed. */
  readonly counts: Uint32Array;
  /** How often its condition held; 0 for an instruction without one. */
  readonly held: Uint32Array;
}

/** Counts what the stepped trials of a test execute. */
export class ReachRecorder {
  readonly #base: bigint;
  readonly #counts = new Map<number, { count: number; held: number }>();
  readonly #session: Session;
  readonly #key: string;

  constructor(session: Session, key: string) {
    this.#session = session;
    this.#key = key;
    this.#base = imageBase(session.image);
  }

  add({ steps = [], pc }: Pick<CallRecord, 'steps' | 'pc'>): void {
    for (const [index, step] of steps.entries()) {
      const isExecuted = step.interruption !== 'taken';
      if (!isExecuted || this.#session.lookup.sectionAt(step.address) === undefined) {
        continue;
      }
      const offset = Number(step.address - this.#base);
      let entry = this.#counts.get(offset);
      if (entry === undefined) {
        entry = { count: 0, held: 0 };
        this.#counts.set(offset, entry);
      }
      entry.count += 1;
      const choice = choiceOf(step.word);
      if (choice === undefined || step.exception !== undefined) {
        continue;
      }
      const holds =
        choice.kind === 'flags'
          ? choice.holds(step.pstate)
          : (steps[index + 1]?.address ?? pc) === step.address + BigInt(choice.offset);
      entry.held += holds ? 1 : 0;
    }
  }

  get reach(): Reach {
    const entries = [...this.#counts].toSorted(([a], [b]) => a - b);
    return {
      session: this.#key,
      offsets: Uint32Array.from(entries, ([offset]) => offset),
      counts: Uint32Array.from(entries, ([, { count }]) => count),
      held: Uint32Array.from(entries, ([, { held }]) => held),
    };
  }
}

/** The address that the offsets of a reach count from. */
export function imageBase({ sections }: Session['image']): bigint {
  return sections.reduce(
    (least, { address }) => (address < least ? address : least),
    sections[0]?.address ?? 0n,
  );
}

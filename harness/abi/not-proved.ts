import { slots } from '../architecture/slot.ts';
import { given } from '../collections/given.ts';
import type { NotProved } from './abi.ts';
import { clauses } from './clause.ts';
import type { Cursor } from './document/cursor.ts';
import { readParts } from './document/problems.ts';
import { suggest } from './document/suggestion.ts';
import { readChoice } from './scalar.ts';
import type { NotProvedShape } from './schema.ts';

/** The names that an entry may use. */
export interface NotProvedNames {
  readonly vectors: readonly string[];
  /** With what stands for every number that is no operation's. */
  readonly operations: readonly string[];
}

/**
 * Reads an entry of `not-proved:`. The names of callers and exceptions are checked by proofs, which know them. Throws an
 * HcallError with every mistake: `unknown-vectors`, `unknown-operation`, `unknown-slot`, `unknown-clause`, `bad-not-proved`.
 */
export function readNotProved(
  shape: NotProvedShape,
  cursor: Cursor,
  names: NotProvedNames,
): NotProved {
  const { vectors, caller, slot, clause } = shape;
  const read = readParts({
    vectors: () => optional(vectors, (name) => readVectors(name, cursor.at('vectors'), names)),
    way: () => readWay(shape, cursor, names),
    slot: () =>
      optional(slot, (name) => readChoice(name, slots, cursor.at('slot'), 'unknown-slot', 'slot')),
    clause: () =>
      optional(clause, (name) =>
        readChoice(name, clauses, cursor.at('clause'), 'unknown-clause', 'clause'),
      ),
    reason: () => readReason(shape.reason, cursor.at('reason')),
  });
  return {
    ...given({ vectors: read.vectors, caller, slot: read.slot, clause: read.clause }),
    way: read.way,
    reason: read.reason,
    place: cursor.place,
  };
}

function optional<T>(text: string | undefined, read: (text: string) => T): T | undefined {
  return text === undefined ? undefined : read(text);
}

function readVectors(name: string, spot: Cursor, { vectors }: NotProvedNames): string {
  if (!vectors.includes(name)) {
    throw spot.problem('unknown-vectors', `the ABI has no vectors '${name}'`, {
      note: suggest(name, vectors),
    });
  }
  return name;
}

function readWay(
  { operation, exception }: NotProvedShape,
  cursor: Cursor,
  { operations }: NotProvedNames,
): NotProved['way'] {
  if ((operation === undefined) === (exception === undefined)) {
    throw cursor.problem('bad-not-proved', 'expected either an operation or an exception', {
      note: 'write operation: NAME for a call, exception: NAME for what is none',
    });
  }
  if (operation === undefined) {
    return { kind: 'exception', name: exception ?? '' };
  }
  if (!operations.includes(operation)) {
    throw cursor
      .at('operation')
      .problem('unknown-operation', `the ABI has no operation '${operation}'`, {
        note: suggest(operation, operations),
      });
  }
  return { kind: 'operation', name: operation };
}

function readReason(text: string, spot: Cursor): string {
  const reason = text.trim();
  if (reason === '') {
    throw spot.problem('bad-not-proved', 'the reason is empty', {
      note: 'say in words why the statement cannot be proved, or why it need not hold',
    });
  }
  return reason;
}

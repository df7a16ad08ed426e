import type { ExceptionEntry } from '../architecture/exception.ts';
import { exceptionLevel } from '../architecture/pstate.ts';
import type { Resumption } from '../architecture/return-address.ts';
import { returnAddressesOf } from '../architecture/return-address.ts';
import { kindOfSlot } from '../architecture/slot.ts';
import type { CallRecord } from './call-record.ts';
import { isOfCaller } from './call-record.ts';

/** How a call goes on after its last exception. */
export interface ReturnTaken {
  /** ELR_EL2 as the vectors left it. */
  readonly address: bigint;
  /** The exception that it belongs to. */
  readonly exception: ExceptionEntry;
  /** ELR_EL2 is as the exception left it. */
  readonly isPlain: boolean;
  /** Undefined for an address that is neither. */
  readonly resumption: Resumption | undefined;
}

/**
 * Where the caller of a call that came back goes on, or, of one that ended at EL2, would go on: ELR_EL2, next to the
 * exceptions that took it to EL2. Undefined where none did. Of several, all but the last were returned from as they came,
 * or the machine would have ended the call there.
 */
export function returnOf(record: CallRecord): ReturnTaken | undefined {
  const taken = takenFromCaller(record);
  const address = record.after.get('elr_el2');
  const plain = taken.findLast(({ elr }) => elr === address);
  const exception = plain ?? taken.at(-1);
  if (exception === undefined) {
    return undefined;
  }
  const { again, next } = returnAddressesOf(exception);
  const resumption = address === again ? 'again' : address === next ? 'next' : undefined;
  return { address, exception, isPlain: plain !== undefined, resumption };
}

/** Whether the exception came between two instructions of the caller: the next one did nothing for it. */
export function isInterrupt({ slot }: ExceptionEntry): boolean {
  return kindOfSlot(slot) !== 'sync';
}

/** What the return makes of the caller's instruction; undefined for what goes without saying of a call or an interrupt. */
export function resumptionText({ exception, resumption }: ReturnTaken): string | undefined {
  if (isInterrupt(exception)) {
    return resumption === 'next' ? 'skips the interrupted instruction' : undefined;
  }
  const isTrap = exception.elr === returnAddressesOf(exception).again;
  switch (resumption) {
    case 'again':
      return isTrap ? 'executes the trapped instruction again' : 'makes the call again';
    case 'next':
      return isTrap ? 'skips the trapped instruction' : undefined;
    case undefined:
      return undefined;
  }
}

/** The exceptions that took the caller to EL2, in order: the first, and not those of EL2's own code after it. */
export function takenFromCaller({ exceptions, before }: CallRecord): readonly ExceptionEntry[] {
  return exceptions.filter(
    (exception, index) =>
      exception.targetEl === 2 &&
      isOfCaller(exception, before) &&
      (index === 0 || exceptionLevel(exception.spsr) < 2),
  );
}

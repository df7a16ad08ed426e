import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { resumptionText, returnOf } from '../calls/resumption.ts';
import { secondExceptionName, secondExceptionOf } from '../calls/second-exception.ts';
import type { NamedValue, NameOfAddress } from '../flow/print.ts';
import type { Outcome } from '../machine/machine.ts';

/** A function that the vectors call, by what its address and its arguments are. */
interface CallEffect {
  readonly target: NamedValue;
  /** x0, x1, ... as far as they are not what the caller had there. */
  readonly arguments: readonly NamedValue[];
}

interface StoreEffect {
  readonly address: NamedValue;
  /** Bytes. */
  readonly size: number;
  readonly value: NamedValue;
}

/** What a call does, with each value described by its source: the same for all calls that behave alike. */
export interface Effect {
  readonly outcome: Outcome;
  /** Where it ends, for a call that does not come back; what becomes of a trapped instruction, where one was trapped. */
  readonly end: string | undefined;
  /** What nobody meant on the way there: `exception at EL2: Data Abort at el1_sync+0x14`. */
  readonly exception: string | undefined;
  /** Whether nothing on its way tests what no caller sets, so that it is the same for everyone. */
  readonly steady: boolean;
  readonly calls: readonly CallEffect[];
  readonly changes: ReadonlyMap<RegisterName, NamedValue>;
  readonly stores: readonly StoreEffect[];
}

/** Ends after which the registers do not matter: where they are is all that matters. A WFI goes on after it. */
export const deadEnds: ReadonlySet<Outcome> = new Set<Outcome>([
  'spun',
  'exception-loop',
  'faulted',
  'out-of-budget',
  'panicked',
  'taken-to-el1',
]);

/** How one call ends: where, and by way of what. */
export function endOf(
  record: CallRecord,
  {
    nameOf,
    nameOfCode,
  }: { readonly nameOf: (address: bigint) => string; readonly nameOfCode: NameOfAddress },
): Pick<Effect, 'end' | 'exception'> {
  const { outcome, pc } = record;
  const second = secondExceptionOf(record);
  // An address outside is the caller's choice, and no more the same for all calls than its registers are.
  const exception = second && secondExceptionName(second, nameOfCode);
  if (isBack(record)) {
    const taken = returnOf(record);
    return { end: taken && resumptionText(taken), exception };
  }
  if (outcome === 'jumped') {
    return { end: undefined, exception };
  }
  // An endless loop is cut somewhere: its symbol is all that it has.
  const name = nameOf(pc);
  return { end: outcome === 'out-of-budget' ? name.replace(/\+.*/, '') : name, exception };
}

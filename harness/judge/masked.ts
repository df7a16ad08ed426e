import { whyNotTakenAt } from '../architecture/interrupt-mask.ts';
import { kindOfSlot } from '../architecture/slot.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Call } from './call.ts';
import type { UnlocatedNote } from './finding.ts';

/** An interrupt that is raised comes whatever masks it; that the processor would not take it is worth a note. */
export function maskedNotes({ start, state }: Call, record: CallRecord): UnlocatedNote[] {
  const slot = start === 'code' ? undefined : start.slot;
  const kind = slot === undefined ? 'sync' : kindOfSlot(slot);
  const [first] = record.exceptions;
  if (kind === 'sync' || first === undefined) {
    return [];
  }
  const reason = whyNotTakenAt(kind, state);
  return reason === undefined
    ? []
    : [
        {
          code: 'could-not-come',
          message: `this exception was raised, and could not have come: ${reason}`,
          by: first.vector,
        },
      ];
}

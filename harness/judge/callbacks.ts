import type { CallRecord } from '../calls/call-record.ts';
import type { UnpatchedCallback } from '../image/image.ts';
import type { Call } from './call.ts';
import type { UnlocatedNote } from './finding.ts';

/** Code that a kernel makes at boot by a function and that ran as it was built: a note for each place. */
export function callbackNotes(
  { unpatched }: Pick<Call, 'unpatched'>,
  record: Pick<CallRecord, 'steps'>,
): UnlocatedNote[] {
  return ranUnpatched(unpatched, record).map((place): UnlocatedNote => ({
    code: 'unpatched-callback',
    message: `${unpatchedText(place)}: give what it makes under 'callbacks:'`,
    by: place.start,
  }));
}

/** The places that a stepped call ran. */
export function ranUnpatched(
  unpatched: readonly UnpatchedCallback[] = [],
  { steps = [] }: Pick<CallRecord, 'steps'>,
): UnpatchedCallback[] {
  const ran = new Set<UnpatchedCallback>();
  for (const { address } of unpatched.length === 0 ? [] : steps) {
    const place = unpatched.find(({ start, end }) => address >= start && address < end);
    if (place !== undefined) {
      ran.add(place);
    }
  }
  return [...ran];
}

/** `5 instructions run as built, which 'kvm_update_va_mask' of the kernel may replace at boot` */
export function unpatchedText({ callback, start, end }: UnpatchedCallback): string {
  const count = (end - start) / 4n;
  const what = count === 1n ? 'an instruction runs' : `${count} instructions run`;
  const maker = callback === undefined ? 'a callback' : `'${callback}'`;
  return `${what} as built, which ${maker} of the kernel may replace at boot`;
}

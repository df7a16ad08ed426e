import type { CallRecord } from '../calls/call-record.ts';
import type { UnpatchedCallback } from '../image/image.ts';
import type { Call } from './call.ts';
import type { UnlocatedNote } from './finding.ts';

/** Code that a kernel makes at boot by a function and that ran as it was built: a note for each place. */
export function callbackNotes(
  { unpatched = [] }: Pick<Call, 'unpatched'>,
  { steps = [] }: Pick<CallRecord, 'steps'>,
): UnlocatedNote[] {
  if (unpatched.length === 0) {
    return [];
  }
  const ran = new Set<UnpatchedCallback>();
  for (const { address } of steps) {
    const place = unpatched.find(({ start, end }) => address >= start && address < end);
    if (place !== undefined) {
      ran.add(place);
    }
  }
  return [...ran].map(({ callback, start, end }): UnlocatedNote => {
    const count = (end - start) / 4n;
    const what = count === 1n ? 'an instruction runs' : `${count} instructions run`;
    const maker = callback === undefined ? 'a callback' : `'${callback}'`;
    return {
      code: 'unpatched-callback',
      message: `${what} as built, which ${maker} of the kernel makes at boot: give what it makes under 'callbacks:'`,
      by: start,
    };
  });
}

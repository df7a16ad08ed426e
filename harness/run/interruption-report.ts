import { exceptionClassName } from '../architecture/exception-class-name.ts';
import type { Interrupt } from '../fixture/test.ts';
import type {
  Finding,
  InterruptionSite,
  InterruptionSites,
  UnlocatedNote,
} from '../judge/finding.ts';
import type { InterruptionPoint, InterruptionPoints } from './interruption-points.ts';
import { interruptName, mostPoints } from './interruption-points.ts';

/** Places that a message names. */
const mostNamed = 4;

/** Where the call of a step is interrupted, and by what. */
export interface StepInterruptions extends InterruptionPoints {
  readonly interrupt: Interrupt;
}

/**
 * What is wrong with a call that is interrupted, from what is wrong with it at each of its points: the same finding of
 * several is one, with their number and the first of them. `nameOf` says what a person knows an address by.
 */
export function joinedFindings(
  found: readonly (readonly Finding[])[],
  { points, interrupt: { kind, syndrome } }: StepInterruptions,
  nameOf: (address: bigint) => string,
): Finding[] {
  const groups = new Map<
    string,
    { readonly finding: Finding; readonly sites: InterruptionSite[] }
  >();
  for (const [index, point] of points.entries()) {
    for (const finding of found[index] ?? []) {
      const key = keyOf(finding);
      const group = groups.get(key) ?? { finding, sites: [] };
      group.sites.push(siteOf(point, nameOf));
      groups.set(key, group);
    }
  }
  const { esr } = syndrome;
  const exception =
    kind === 'sync' && esr !== undefined ? exceptionClassName(esr) : interruptName(kind);
  return [...groups.values()].map(({ finding, sites }) => {
    const first = sites.slice(0, mostNamed);
    const interruption = { exception, tried: points.length, failed: sites.length, first };
    return { ...finding, message: `${finding.message}; ${sitesText(interruption)}`, interruption };
  });
}

/** Of the points of a step: what is worth knowing of those at which its call was not interrupted. */
export function pointNotes({
  points,
  masked,
  leftOut,
  interrupt: { kind },
}: StepInterruptions): UnlocatedNote[] {
  const skipped = [...masked.values()].reduce((sum, places) => sum + places.length, 0);
  const all = points.length + leftOut.length + skipped;
  const notes = [...masked].map(([reason, places]): UnlocatedNote => ({
    code: 'interruption-masked',
    message: `no ${interruptName(kind)} comes at ${places.length} of ${all} places, where ${reason}`,
    by: places[0]?.address ?? 0n,
  }));
  const [left] = leftOut;
  return left === undefined
    ? notes
    : [
        ...notes,
        {
          code: 'interruption-left-out',
          message: `${leftOut.length} of ${all} places are left out: a call is interrupted at ${mostPoints} at most`,
          by: left.address,
        },
      ];
}

function siteOf(
  { interruption, after }: InterruptionPoint,
  nameOf: (address: bigint) => string,
): InterruptionSite {
  const before = nameOf(interruption.address);
  return after === undefined ? { before } : { after: nameOf(after), before };
}

/** The same for findings that differ only in the values found, some of which depend on the place of the interruption. */
function keyOf({ code, subject, by, mattersAt }: Finding): string {
  return JSON.stringify([code, subject, by?.address, mattersAt?.address]);
}

/** `interrupted (IRQ) after el1_sync+0x4`, `interrupted (IRQ) at 12 of 30 places: before el1_sync, after el1_sync, ...` */
function sitesText({ exception, tried, failed, first }: InterruptionSites): string {
  const names = first.map(({ after, before }) =>
    after === undefined ? `before ${before}` : `after ${after}`,
  );
  const rest = failed > first.length ? ', ...' : '';
  const places = tried === 1 ? '' : `at ${failed} of ${tried} places: `;
  return `interrupted (${exception}) ${places}${names.join(', ')}${rest}`;
}

import type { CallRecord } from '../calls/call-record.ts';
import type { Path } from '../flow/explore.ts';
import { printValue } from '../flow/print.ts';
import { ranUnpatched, unpatchedText } from '../judge/callbacks.ts';
import type { Session } from '../run/session.ts';
import type { Constraint } from '../solver/condition.ts';
import type { Source } from '../flow/source.ts';

/** What is taken for granted of a way: `x0 & 0x7fffffffff is no address of the image (at el1_sync+0x58)`. */
export function assumptionTexts(
  { flow, record, assumptions }: Path,
  session: Pick<Session, 'nameOf' | 'nameOfCode' | 'image'>,
): string[] {
  const unpatched = ranUnpatched(session.image.unpatched, record).map(
    (place) => `${unpatchedText(place)} (at ${session.nameOf(place.start)})`,
  );
  const ofValues = assumptions.map(({ value, side, at }) => {
    const text = printValue(flow, value, (address) => session.nameOfCode(address));
    const what = side === 'outside' ? 'no address of the image' : session.nameOf(side);
    return `${text} is ${what}${at === undefined ? '' : ` (at ${session.nameOf(at)})`}`;
  });
  return [...ofValues, ...unpatched, ...(hasWalks(record) ? [tablesStay] : [])];
}

const tablesStay =
  'translation tables to which the call does not store hold what they hold, and no TLB has anything else';

/** Whether addresses were translated by tables in memory. */
function hasWalks({ steps = [], passages, descriptors }: CallRecord): boolean {
  return [...steps, ...passages, { descriptors }].some(
    (each) => (each.descriptors ?? []).length > 0,
  );
}

/** What has to be so for a way, but for what is taken for granted. */
export function ownConditions({ conditions, assumptions }: Path): readonly Constraint<Source>[] {
  const assumed = new Set(assumptions.map(({ constraint }) => constraint.expression));
  return conditions.filter(({ expression }) => !assumed.has(expression));
}

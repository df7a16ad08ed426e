import type { CallRecord } from '../calls/call-record.ts';
import { commonSubsequence } from '../collections/common-subsequence.ts';
import type { ListItem } from '../fixture/list-edit.ts';
import type { ExpectedFinding } from '../fixture/test.ts';
import type { Call } from '../judge/call.ts';
import { eventName, isEvent, listedEvents } from '../judge/events.ts';
import type { Finding } from '../judge/finding.ts';
import { groupBy } from '../collections/group-by.ts';
import { markerOf, pairFindings } from './expected-findings.ts';

/** What a list would have to be; a text instead, the reason, where no list can be that. */
type ListCorrection = readonly ListItem[] | string;

/** The most events of a list that a person reads. */
const mostEvents = 64;

/** What the list of events of a call would have to be: those that came stay as they are written. */
export function correctedEvents(call: Call, record: CallRecord): ListCorrection {
  const found = listedEvents(record, call);
  const names = found.map(eventName);
  const stray = found.findIndex(
    ({ instruction, operand = '' }) => instruction === 'store' && operand.startsWith('0x'),
  );
  if (stray >= 0) {
    return `'${names[stray]}' goes to no region, so that no list can name it`;
  }
  if (found.length > mostEvents) {
    return `${found.length} events come, more than a list should have`;
  }
  const pairs = commonSubsequence(call.events ?? [], found, isEvent);
  const kept = new Map(pairs.map(([listed, event]) => [event, listed]));
  return names.map((name, event) => {
    const listed = kept.get(event);
    return listed === undefined ? { value: name } : { kept: listed };
  });
}

/** What the list of findings of a step would have to be: one that comes stays as it is written, in its place. */
export function correctedFindings(
  found: readonly Finding[],
  expected: readonly ExpectedFinding[],
): ListCorrection {
  const { missing, left } = pairFindings(found, expected);
  const differing = left.find(({ code }) => code === 'engines-differ');
  if (differing !== undefined) {
    return `${differing.code}: ${differing.message}`;
  }
  const rest = [
    ...new Map(left.flatMap(entriesOf).map((one) => [JSON.stringify(one), one])).values(),
  ];
  const items: ListItem[] = [];
  // A range of registers is one entry, whose findings have its place.
  const entries = groupBy(expected, ({ place }) => `${place.line}:${place.column}`);
  for (const [index, findings] of [...entries.values()].entries()) {
    const lost = findings.filter((one) => missing.includes(one));
    const [first] = lost;
    if (first === undefined) {
      items.push({ kept: index });
    } else if (lost.length < findings.length) {
      return `of '${first.code}', ${lost.length} of ${findings.length} registers have no finding`;
    } else {
      const same = rest.findIndex(({ code }) => code === first.code);
      const [value] = rest.splice(Math.max(same, 0), 1);
      items.push(...(value === undefined ? [] : [{ value }]));
    }
  }
  return [...items, ...rest.map((value) => ({ value }))];
}

/** A finding as a list has it; of one about several registers, each. */
function entriesOf({ code, subject, by, parts }: Finding): Record<string, string>[] {
  const entry = (register: string | undefined, marker: string | undefined) => ({
    code,
    ...(register === undefined ? {} : { register }),
    ...(marker === undefined ? {} : { at: marker }),
  });
  return parts === undefined
    ? [entry(subject.kind === 'register' ? subject.register : undefined, markerOf(by?.text))]
    : parts.map((part) => entry(part.register, markerOf((part.by ?? by)?.text)));
}

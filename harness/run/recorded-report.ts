import { EventOrder } from './event-order.ts';
import { eventShape } from './event-shape.ts';
import type { RunEvent } from './event.ts';

/** A JSON report of a run, before it is known to be one. */
type Document = Readonly<Record<string, unknown>>;

/**
 * The events that a JSON report of a run was made of: the start, what could not be loaded, each test, the end. What is wrong
 * with it, as a text, where no run could have given it.
 */
export function eventsOfReport(document: Document): readonly RunEvent[] | string {
  const { seed, rerun, shard, fileErrors, tests, counts, interrupted, us } = document;
  if (!Array.isArray(fileErrors) || !Array.isArray(tests)) {
    return 'it has no list of tests and of files with mistakes';
  }
  const candidates: unknown[] = [
    {
      type: 'run-start',
      seed,
      total: tests.length,
      ...(rerun === undefined ? {} : { rerun }),
      ...(shard === undefined ? {} : { shard }),
    },
    ...fileErrors.map((error: object) => ({ type: 'file-error', ...error })),
    ...tests.map((result: unknown) => ({ type: 'test-end', result })),
    { type: 'run-end', counts, fileErrors: fileErrors.length, interrupted, us },
  ];
  const order = new EventOrder();
  const events: RunEvent[] = [];
  for (const candidate of candidates) {
    const { success, data, error } = eventShape.safeParse(candidate);
    if (!success) {
      const [issue] = error.issues;
      return `${issue?.path.join('.')}: ${issue?.message}`;
    }
    const started =
      data.type === 'test-end' ? order.add({ type: 'test-start', id: data.result.id }) : undefined;
    const wrong = started ?? order.add(data);
    if (wrong !== undefined) {
      return wrong;
    }
    events.push(data);
  }
  return events;
}

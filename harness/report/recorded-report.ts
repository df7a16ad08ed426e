import { firstIssue } from '../collections/first-issue.ts';
import { given } from '../collections/given.ts';
import { EventOrder } from '../run/event-order.ts';
import type { RunEvent } from '../run/event.ts';
import { runShape } from './run-shape.ts';

/**
 * The events that a JSON report of a run was made of: the start, what could not be loaded, each test, the end. What is wrong
 * with it, as a text, where no run could have given it.
 */
export function eventsOfReport(document: unknown): readonly RunEvent[] | string {
  const { success, data, error } = runShape.safeParse(document);
  if (!success) {
    return firstIssue(error);
  }
  const { hcall, cpu, seed, rerun, shard, fileErrors, tests, engine, secondEngine } = data;
  const { counts, interrupted, us } = data;
  const engines = engine === null ? undefined : { engine, ...given({ secondEngine }) };
  const events: readonly RunEvent[] = [
    {
      type: 'run-start',
      hcall,
      cpu,
      seed,
      total: tests.length,
      ...given({ rerun, shard }),
    },
    ...fileErrors.map((each): RunEvent => ({ type: 'file-error', ...each })),
    ...tests.flatMap((result): RunEvent[] => [
      { type: 'test-start', id: result.id },
      { type: 'test-end', result },
    ]),
    {
      type: 'run-end',
      ...given({ engines }),
      counts,
      fileErrors: fileErrors.length,
      interrupted,
      us,
    },
  ];
  const order = new EventOrder();
  for (const event of events) {
    const wrong = order.add(event);
    if (wrong !== undefined) {
      return wrong;
    }
  }
  return events;
}

import { groupBy } from '../collections/group-by.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import type { Cause } from './causes.ts';
import { Causes } from './causes.ts';
import type { Reporter } from './reporter.ts';
import { verdictEntries } from './verdict.ts';

/** What a run says of one fixture: how a test of it ended, or that it could not be loaded. */
export type FileEvent = Extract<RunEvent, { type: 'test-end' | 'file-error' }>;

/** A run from its start to its end. */
export interface WholeRun {
  readonly seed: number;
  /** In their order. */
  readonly events: readonly FileEvent[];
  readonly end: Extract<RunEvent, { type: 'run-end' }>;
}

/** A report that is written when the run is over. */
export class WholeRunReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #render: (run: WholeRun) => string;
  readonly #events: FileEvent[] = [];
  #seed = 0;

  constructor(write: (text: string) => void, render: (run: WholeRun) => string) {
    this.#write = write;
    this.#render = render;
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        this.#seed = event.seed;
        return;
      case 'test-start':
        return;
      case 'file-error':
      case 'test-end':
        this.#events.push(event);
        return;
      case 'run-end':
        this.#write(this.#render({ seed: this.#seed, events: this.#events, end: event }));
    }
  }
}

/** The events by fixture, fixtures in the order in which the run came to them. */
export function byFile(events: readonly FileEvent[]): Map<string, FileEvent[]> {
  return groupBy(events, (event) => (event.type === 'test-end' ? event.result.file : event.file));
}

/** What kept tests and fixtures from running. */
export function causesOf(events: readonly FileEvent[]): readonly Cause[] {
  const causes = new Causes();
  for (const event of events) {
    if (event.type === 'file-error') {
      causes.add(event.file, event.diagnostics);
    } else if (event.result.diagnostics !== undefined) {
      causes.add(event.result.id, event.result.diagnostics);
    }
  }
  return causes.list;
}

export function resultsOf(events: readonly FileEvent[]): TestResult[] {
  return events.flatMap((event) => (event.type === 'test-end' ? [event.result] : []));
}

/** Tests that ran and failed; what kept one from running is a cause. */
export function failuresOf(events: readonly FileEvent[]): TestResult[] {
  return resultsOf(events).filter(
    ({ verdict, diagnostics }) => verdictEntries[verdict].failure && diagnostics === undefined,
  );
}

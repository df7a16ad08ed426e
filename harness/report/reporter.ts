import type { RunEvent } from '../run/event.ts';

/*
 * Words of this room. A reporter makes one report of the events of a run; what is no run (a comparison, coverage) has
 * functions from data to text. A mark is the word for a verdict. A cause is an error that several tests share.
 */

export const reporterNames = [
  'spec',
  'tap',
  'ktap',
  'junit',
  'json',
  'sarif',
  'html',
  'github',
  'blob',
] as const;
export type ReporterName = (typeof reporterNames)[number];

export function isReporterName(name: string): name is ReporterName {
  return (reporterNames as readonly string[]).includes(name);
}

/** What a reporter needs from its surroundings. */
export interface ReporterOptions {
  /** Takes the report's text, piece by piece. */
  readonly write: (text: string) => void;
  /** Whether the text may carry terminal colours. */
  readonly colour: boolean;
  /** How the service that reads the report names a file; as it is, if left out. */
  readonly serviceFile?: (file: string) => string;
  /** The text of a source file that a place names; undefined when it cannot be read. */
  readonly readSource?: (file: string) => string | undefined;
}

/** Turns the events of one run into one report. */
export interface Reporter {
  /** Takes the events in the order in which they happen; after `run-end` the report is complete. */
  handle(event: RunEvent): void;
}

import { formatPlace } from '../diagnostics/place.ts';
import type { ExceptionReport, TestResult } from '../run/event.ts';

/** An exception that nobody meant, with the instruction that brought it about, in one line for a person. */
export function exceptionLine({ text, by }: ExceptionReport): string {
  if (by === undefined) {
    return text;
  }
  const place = by.place === undefined ? '' : ` (${formatPlace(by.place)})`;
  return `${text}, by ${by.instruction}${place}`;
}

/** On the way to the outcome. A finding about the outcome says it, with the source. */
export function exceptionFacts({ exception, findings }: TestResult): string[] {
  return exception === undefined || findings.some(({ subject }) => subject.kind === 'outcome')
    ? []
    : [exceptionLine(exception)];
}

import type { Place } from '../diagnostics/place.ts';
import type { Cause } from './causes.ts';
import { firstNames } from './causes.ts';
import { exceptionFacts } from './exception-text.ts';
import type { FailureGroup } from './failure-groups.ts';
import { failureGroups } from './failure-groups.ts';
import type { ReporterOptions } from './reporter.ts';
import { passedAgainstExpectation, totalWords } from './verdict.ts';
import type { WholeRun } from './whole-run.ts';
import { causesOf, failuresOf, resultsOf, WholeRunReporter } from './whole-run.ts';

type ServiceFile = (file: string) => string;

/**
 * Annotations for GitHub Actions (workflow commands `error` and `warning`): each failure at the instruction to blame,
 * else at the test, so that a pull request shows it next to the line. GitHub shows ten of a step: those that failed in the
 * same way are one.
 */
export class GithubReporter extends WholeRunReporter {
  constructor({ write, serviceFile = (file) => file }: ReporterOptions) {
    super(write, (run) => annotations(run, serviceFile));
  }
}

function annotations({ seed, events, end }: WholeRun, serviceFile: ServiceFile): string {
  const flaky = resultsOf(events).filter(({ verdict }) => verdict === 'flaky');
  return [
    ...failureGroups(failuresOf(events)).flatMap(groupAnnotations),
    ...flaky.map(({ place, id, reason = '' }) =>
      annotation('warning', place, id, `flaky: ${reason}`),
    ),
    ...causesOf(events).flatMap(causeAnnotations),
  ]
    .map((each) => `${commandText(each, serviceFile)}\n`)
    .concat(`${totalWords(end)} (seed ${seed})\n`)
    .join('');
}

interface Annotation {
  readonly command: 'error' | 'warning';
  readonly place: Place | undefined;
  readonly title: string;
  readonly text: string;
}

function annotation(
  command: Annotation['command'],
  place: Place | undefined,
  title: string,
  text: string,
): Annotation {
  return { command, place, title, text };
}

/** The first one, and the names of the others. */
function groupAnnotations({ results: [first, ...others] }: FailureGroup): Annotation[] {
  const { id, verdict, findings, place, reason = '', trace } = first;
  const hint = [
    ...exceptionFacts(first),
    ...(trace === undefined ? [] : [trace]),
    ...(others.length === 0
      ? []
      : [
          `${others.length} more failed in the same way:`,
          ...firstNames(others.map((other) => other.id)),
        ]),
  ]
    .map((line) => `\n${line}`)
    .join('');
  if (findings.length === 0) {
    const text = verdict === 'xpass' ? passedAgainstExpectation(reason) : `${verdict}: ${reason}`;
    return [annotation('error', place, id, `${text}${hint}`)];
  }
  return findings.map(({ code, message, expected, found, parts = [], by }) => {
    const values = [
      ...(expected === undefined ? [] : [`expected ${expected}`]),
      ...(found === undefined ? [] : [`found ${found}`]),
    ].join(', ');
    const text = [
      values === '' ? message : `${message}: ${values}`,
      ...parts.map((part) => `${part.name}: expected ${part.expected}, found ${part.found}`),
    ].join('\n');
    return annotation('error', by?.place ?? place, id, `${code}: ${text}${hint}`);
  });
}

function causeAnnotations({ names, diagnostics }: Cause): Annotation[] {
  const [title = ''] = names;
  const others =
    names.length > 1 ? [`this keeps ${names.length} from running:`, ...firstNames(names)] : [];
  return diagnostics.map(({ severity, code, message, place, note }) => {
    const lines = [`${message} [${code}]`, ...(note === undefined ? [] : [note]), ...others];
    const command = severity === 'error' ? 'error' : 'warning';
    return annotation(command, place, title, lines.join('\n'));
  });
}

function commandText(
  { command, place, title, text }: Annotation,
  serviceFile: ServiceFile,
): string {
  const properties = [
    ...(place === undefined
      ? []
      : [`file=${property(serviceFile(place.file))}`, `line=${place.line}`, `col=${place.column}`]),
    `title=${property(title)}`,
  ];
  return `::${command} ${properties.join(',')}::${data(text)}`;
}

/** How the runner reads the text of a command (actions/toolkit, packages/core, command). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

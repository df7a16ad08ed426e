import type { TestResult } from '../run/event.ts';
import type { ReporterOptions } from './reporter.ts';
import { diagnosticLines, plainLines } from './result-text.ts';
import { verdictEntries } from './verdict.ts';
import type { FileEvent, WholeRun } from './whole-run.ts';
import { byFile, WholeRunReporter } from './whole-run.ts';

/** A test, or a file that cannot be run, before its number is known. */
interface Point {
  readonly ok: boolean;
  readonly name: string;
  /** `SKIP needs EL3` */
  readonly directive: string;
  readonly diagnostics: readonly string[];
}

/**
 * KTAP version 1 (the kernel's Documentation/dev-tools/ktap.rst), which the CI services of the kernel and
 * `kunit.py parse` read: each fixture file is a test, and its tests are the subtests.
 */
export class KtapReporter extends WholeRunReporter {
  constructor(options: ReporterOptions) {
    super(options.write, (run) => ktap(run, options.readSource));
  }
}

function ktap({ seed, events, end }: WholeRun, readSource: ReporterOptions['readSource']): string {
  const files = [...byFile(events)].map(([file, ofFile]) => ({
    file,
    points: ofFile.map((event) => pointOf(event, seed, readSource)),
  }));
  const lines = [
    'KTAP version 1',
    // The plan follows the version line: older readers look for it there and nowhere else.
    files.length === 0 ? '1..0 # SKIP no test ran' : `1..${files.length}`,
    `# seed ${seed}`,
    ...files.flatMap(({ file, points }, index) => [
      ...subtest(file, points).map((line) => `  ${line}`),
      `${word(points.every(({ ok }) => ok))} ${index + 1} ${nameText(file)}`,
    ]),
    // What is at the end is all that ran: a reader must not take it for the whole.
    ...(end.interrupted ? ['Bail out! interrupted'] : []),
    '',
  ];
  return lines.join('\n');
}

function pointOf(event: FileEvent, seed: number, readSource: ReporterOptions['readSource']): Point {
  if (event.type === 'file-error') {
    return {
      ok: false,
      name: 'the file can be run',
      directive: 'ERROR',
      diagnostics: event.diagnostics.flatMap((one) => diagnosticLines(one, false)),
    };
  }
  const { result } = event;
  const { verdict, name, reason = '' } = result;
  const isFailure = verdictEntries[verdict].failure;
  return {
    ok: !isFailure,
    name,
    directive: directiveOf(result),
    diagnostics: isFailure
      ? plainLines(result, seed, readSource)
      : verdict === 'flaky'
        ? [`flaky: ${reason}`]
        : [],
  };
}

function subtest(file: string, points: readonly Point[]): string[] {
  return [
    'KTAP version 1',
    `# Subtest: ${nameText(file)}`,
    `1..${points.length}`,
    ...points.flatMap(({ ok, name, directive, diagnostics }, index) => [
      ...diagnostics.map((line) => `# ${line}`.trimEnd()),
      `${word(ok)} ${index + 1} ${nameText(name)}${directive === '' ? '' : ` # ${directive}`}`,
    ]),
  ];
}

function directiveOf({ verdict, reason = '' }: TestResult): string {
  switch (verdict) {
    case 'skip':
      return `SKIP ${nameText(reason)}`.trimEnd();
    case 'xfail':
      // On a line that is ok, as kselftest writes it: a reader that does not know the word falls back to the result.
      return `XFAIL ${nameText(reason)}`.trimEnd();
    case 'timeout':
      return `TIMEOUT ${nameText(reason)}`.trimEnd();
    case 'crash':
    case 'error':
      return `ERROR ${nameText(reason)}`.trimEnd();
    case 'pass':
    case 'flaky':
    case 'fail':
    case 'xpass':
      return '';
  }
}

function word(ok: boolean): string {
  return ok ? 'ok' : 'not ok';
}

/** A number sign starts a directive, and KTAP has no way to escape one. */
function nameText(text: string): string {
  return text.replaceAll('#', '%').replaceAll('\n', ' ');
}

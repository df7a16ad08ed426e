import type { RunEvent, TestResult } from '../run/event.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { diagnosticLines, resultParagraphs } from './result-text.ts';
import { passedAgainstExpectation, verdictEntries } from './verdict.ts';

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
export class KtapReporter implements Reporter {
  readonly #options: ReporterOptions;
  readonly #files = new Map<string, Point[]>();
  #seed = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        this.#seed = event.seed;
        return;
      case 'test-start':
        return;
      case 'file-error':
        this.#add(event.file, {
          ok: false,
          name: 'the file can be run',
          directive: 'ERROR',
          diagnostics: event.diagnostics.flatMap((one) => diagnosticLines(one, false)),
        });
        return;
      case 'test-end':
        this.#add(event.result.file, this.#point(event.result));
        return;
      case 'run-end':
        this.#options.write(this.#document(event.interrupted));
    }
  }

  #add(file: string, point: Point): void {
    const points = this.#files.get(file);
    if (points === undefined) {
      this.#files.set(file, [point]);
    } else {
      points.push(point);
    }
  }

  #point(result: TestResult): Point {
    const { verdict, reason = '' } = result;
    const isFailure = verdictEntries[verdict].failure;
    const { readSource } = this.#options;
    const options = {
      colour: false,
      seed: this.#seed,
      ...(readSource === undefined ? {} : { readSource }),
    };
    return {
      ok: !isFailure && verdict !== 'xfail',
      name: result.id.slice(`${result.file} > `.length),
      directive: directiveOf(result),
      diagnostics: isFailure
        ? [
            ...(verdict === 'xpass' ? [passedAgainstExpectation(reason)] : []),
            ...resultParagraphs(result, options).flat(),
          ]
        : verdict === 'flaky'
          ? [`flaky: ${reason}`]
          : [],
    };
  }

  #document(interrupted: boolean): string {
    const files = [...this.#files];
    const lines = [
      'KTAP version 1',
      `# seed ${this.#seed}`,
      files.length === 0 ? '1..0 # SKIP no test ran' : `1..${files.length}`,
      ...files.flatMap(([file, points], index) => [
        ...subtest(file, points).map((line) => `  ${line}`),
        `${word(points.every(isFine))} ${index + 1} ${nameText(file)}`,
      ]),
      // What is at the end is all that ran: a reader must not take it for the whole.
      ...(interrupted ? ['Bail out! interrupted'] : []),
      '',
    ];
    return lines.join('\n');
  }
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

/** A failure that is expected leaves its file fine. */
function isFine({ ok, directive }: Point): boolean {
  return ok || directive.startsWith('XFAIL');
}

function directiveOf({ verdict, reason = '' }: TestResult): string {
  switch (verdict) {
    case 'skip':
      return `SKIP ${nameText(reason)}`.trimEnd();
    case 'xfail':
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

import type { Place } from '../diagnostics/place.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import type { Cause } from './causes.ts';
import { Causes, causeNames } from './causes.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { exceptionFacts } from './exception-text.ts';
import { passedAgainstExpectation, totalWords, verdictEntries } from './verdict.ts';

/**
 * Annotations for GitHub Actions (workflow commands `error` and `warning`): each failure at the instruction to blame,
 * else at the test, so that a pull request shows it next to the line.
 */
export class GithubReporter implements Reporter {
  readonly #write: ReporterOptions['write'];
  readonly #serviceFile: (file: string) => string;
  /** Reported at the end, when it is known how many tests each keeps from running. */
  readonly #causes = new Causes();
  #seed = 0;

  constructor({ write, serviceFile = (file) => file }: ReporterOptions) {
    this.#write = write;
    this.#serviceFile = serviceFile;
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        this.#seed = event.seed;
        return;
      case 'test-start':
        return;
      case 'file-error':
        this.#causes.add(event.file, event.diagnostics);
        return;
      case 'test-end':
        this.#result(event.result);
        return;
      case 'run-end': {
        this.#causes.list.forEach((cause) => this.#cause(cause));
        this.#write(`${totalWords(event)} (seed ${this.#seed})\n`);
      }
    }
  }

  #result(result: TestResult): void {
    const { id, verdict, findings, diagnostics = [], place, reason, trace } = result;
    if (verdict === 'flaky') {
      this.#annotate('warning', place, id, `flaky: ${reason ?? ''}`);
      return;
    }
    if (!verdictEntries[verdict].failure) {
      return;
    }
    const hint = [...exceptionFacts(result), ...(trace === undefined ? [] : [trace])]
      .map((line) => `\n${line}`)
      .join('');
    if (diagnostics.length > 0) {
      this.#causes.add(id, diagnostics);
    }
    for (const { code, message, expected, found, parts = [], by } of findings) {
      const values = [
        ...(expected === undefined ? [] : [`expected ${expected}`]),
        ...(found === undefined ? [] : [`found ${found}`]),
      ].join(', ');
      const text = [
        values === '' ? message : `${message}: ${values}`,
        ...parts.map((part) => `${part.name}: expected ${part.expected}, found ${part.found}`),
      ].join('\n');
      this.#annotate('error', by?.place ?? place, id, `${code}: ${text}${hint}`);
    }
    if (findings.length === 0 && diagnostics.length === 0) {
      const text =
        verdict === 'xpass'
          ? passedAgainstExpectation(reason ?? '')
          : `${verdict}: ${reason ?? ''}`;
      this.#annotate('error', place, id, `${text}${hint}`);
    }
  }

  #cause(cause: Cause): void {
    const { names, diagnostics } = cause;
    const [title = ''] = names;
    const others =
      names.length > 1 ? [`this keeps ${names.length} from running:`, ...causeNames(cause)] : [];
    for (const { severity, code, message, place, note } of diagnostics) {
      const lines = [`${message} [${code}]`, ...(note === undefined ? [] : [note]), ...others];
      this.#annotate(severity === 'error' ? 'error' : 'warning', place, title, lines.join('\n'));
    }
  }

  #annotate(command: 'error' | 'warning', place: Place | undefined, title: string, text: string) {
    const properties = [
      ...(place === undefined
        ? []
        : [
            `file=${property(this.#serviceFile(place.file))}`,
            `line=${place.line}`,
            `col=${place.column}`,
          ]),
      `title=${property(title)}`,
    ];
    this.#write(`::${command} ${properties.join(',')}::${data(text)}\n`);
  }
}

/** How the runner reads the text of a command (actions/toolkit, packages/core, command). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

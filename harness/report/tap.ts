import { given } from '../collections/given.ts';
import { stringify } from 'yaml';
import { formatPlace } from '../diagnostics/place.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Finding, FindingPart } from '../judge/finding.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import { exceptionLine } from './exception-text.ts';
import { subjectName } from './finding-text.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { passedAgainstExpectation, verdictEntries } from './verdict.ts';

/**
 * TAP version 13 (testanything.org), since perl's `prove` 3.44 takes the version line of 14 for an error: one test point
 * for each test, and one for each file that cannot be run.
 */
export class TapReporter implements Reporter {
  readonly #write: ReporterOptions['write'];
  #points = 0;

  constructor(options: ReporterOptions) {
    this.#write = options.write;
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        this.#write(`TAP version 13\n# seed ${event.seed}\n`);
        return;
      case 'test-start':
        return;
      case 'file-error':
        this.#point(false, event.file, '', { diagnostics: event.diagnostics.map(diagnosticBlock) });
        return;
      case 'test-end':
        this.#test(event.result);
        return;
      case 'run-end':
        if (event.interrupted) {
          this.#write('Bail out! interrupted\n');
        }
        this.#write(this.#points === 0 ? '1..0 # SKIP no test ran\n' : `1..${this.#points}\n`);
    }
  }

  #test(result: TestResult): void {
    const { verdict, reason = '' } = result;
    if (!verdictEntries[verdict].failure) {
      const directive = verdict === 'skip' ? 'SKIP' : verdict === 'xfail' ? 'TODO' : '';
      // An expected failure is a point that is not ok and may be so: that is what TODO says.
      this.#point(
        verdict !== 'xfail',
        result.id,
        directive === '' ? '' : ` # ${directive} ${escape(reason)}`,
      );
      return;
    }
    this.#point(false, result.id, '', {
      verdict,
      ...(verdict === 'xpass' ? { message: passedAgainstExpectation(reason) } : {}),
      at: formatPlace(result.place),
      ...(reason === '' || verdict === 'xpass' ? {} : { reason }),
      ...(result.outcome === undefined ? {} : { outcome: result.outcome }),
      ...(result.exception === undefined ? {} : { exception: exceptionLine(result.exception) }),
      ...(result.findings.length === 0 ? {} : { findings: result.findings.map(findingBlock) }),
      ...(result.diagnostics === undefined
        ? {}
        : { diagnostics: result.diagnostics.map(diagnosticBlock) }),
      ...(result.trace === undefined ? {} : { trace: result.trace }),
    });
  }

  #point(ok: boolean, name: string, directive: string, block?: object): void {
    this.#points += 1;
    this.#write(`${ok ? 'ok' : 'not ok'} ${this.#points} - ${escape(name)}${directive}\n`);
    if (block !== undefined) {
      const yaml = stringify(block, { lineWidth: 0, aliasDuplicateObjects: false });
      const indented = yaml.trimEnd().replaceAll(/^(?=.)/gm, '  ');
      this.#write(`  ---\n${indented}\n  ...\n`);
    }
  }
}

/** TAP reads a number sign as the start of a directive. */
function escape(text: string): string {
  return text.replaceAll(/[\\#]/g, '\\$&');
}

function findingBlock(finding: Finding): object {
  const { code, subject, message, step, expected, found, before, parts, by } = finding;
  return {
    code,
    subject: subjectName(subject),
    message,
    ...given({ step, expected, found, before }),
    ...(parts === undefined ? {} : { parts: parts.map(partBlock) }),
    ...(by === undefined ? {} : { by: by.instruction }),
    ...(by?.place === undefined ? {} : { at: formatPlace(by.place) }),
  };
}

function partBlock({ name, expected, found, by }: FindingPart): object {
  return { name, expected, found, ...(by === undefined ? {} : { by: by.instruction }) };
}

function diagnosticBlock({ code, message, place, note }: Diagnostic): object {
  return {
    code,
    message,
    ...(place === undefined ? {} : { at: formatPlace(place) }),
    ...(note === undefined ? {} : { note }),
  };
}

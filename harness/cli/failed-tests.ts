import { renderDiagnostic } from '../diagnostics/render.ts';
import { shown } from '../diagnostics/shown.ts';
import { Causes, firstNames } from '../report/causes.ts';
import { verdictEntries } from '../report/verdict.ts';
import type { RunEvent } from '../run/event.ts';
import type { Context } from './context.ts';

/** Reports on stderr what fails in a run whose own report is about something else. */
export class FailedTests {
  readonly #stderr: Context['stderr'];
  readonly #consequence: string;
  readonly #causes = new Causes();

  /** `consequence`: what a test's failure means for the report. */
  constructor({ stderr }: Context, consequence: string) {
    this.#stderr = stderr;
    this.#consequence = consequence;
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'file-error':
        this.#causes.add(event.file, event.diagnostics);
        return;
      case 'test-end':
        this.#handleTest(event.result);
        return;
      case 'run-end':
        this.#end();
        return;
      case 'run-start':
      case 'test-start':
        return;
    }
  }

  #handleTest({ id, verdict, diagnostics, trace }: TestEnd['result']): void {
    if (!verdictEntries[verdict].failure) {
      return;
    }
    if (diagnostics !== undefined) {
      this.#causes.add(id, diagnostics);
      return;
    }
    const see = trace === undefined ? '' : `; see ${trace}`;
    this.#stderr.write(`${shown(id)}: ${verdict}; ${this.#consequence}${see}\n`);
  }

  #end(): void {
    const { colour } = this.#stderr;
    for (const cause of this.#causes.list) {
      const lines = [
        ...cause.diagnostics.map((one) => renderDiagnostic(one, { colour })),
        `${cause.names.length} cannot run for this reason; ${this.#consequence}:`,
        ...firstNames(cause.names).map((name) => `  ${shown(name)}`),
      ];
      this.#stderr.write(`${lines.join('\n')}\n`);
    }
  }
}

type TestEnd = Extract<RunEvent, { type: 'test-end' }>;

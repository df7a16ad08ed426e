import { diagnosticCodes } from '../diagnostics/codes.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import type { RunEvent } from '../run/event.ts';
import { verdicts } from '../run/verdict.ts';
import { verdictEntries } from '../report/verdict.ts';
import { Defect } from '../workers/defect.ts';
import { defectReport } from './defect-report.ts';
import type { ExitCode } from './exit-codes.ts';
import { exitCodes, firstThatApplies } from './exit-codes.ts';
import type { TextOutput } from './surroundings.ts';

/** A missing tool outweighs what else is wrong: the rest may be its consequence. */
export function exitCodeOfError(error: HcallError): ExitCode {
  return codeOf(error.diagnostics);
}

/** Follows a run and knows how it ended. */
export class RunExitCode {
  /** Of the first test with a defect of hcall in it. */
  #defect: Error | undefined;
  #missingTool = false;
  #badInput = false;
  #failed = false;
  #interrupted = false;
  #ran = 0;
  /** A shard of few tests, or a rerun when none had failed; not one whose tests are gone. */
  #mayBeEmpty = false;

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        this.#mayBeEmpty =
          event.shard !== undefined || (event.rerun === true && (event.gone ?? []).length === 0);
        return;
      case 'test-start':
        return;
      case 'file-error':
        this.#note(event.diagnostics);
        return;
      case 'test-end':
        this.#note(event.result.diagnostics ?? []);
        if (event.result.defect !== undefined) {
          this.#defect ??= new Defect(event.result.defect);
        }
        return;
      case 'run-end':
        this.#interrupted = event.interrupted;
        for (const verdict of verdicts) {
          const count = event.counts[verdict];
          this.#ran += count;
          this.#failed ||= count > 0 && verdictEntries[verdict].failure;
        }
    }
  }

  /** Reports a defect of hcall in a test, where there was one: when all else is reported. */
  reportDefect(stderr: TextOutput): void {
    if (this.#defect !== undefined) {
      stderr.write(defectReport(this.#defect));
    }
  }

  get value(): ExitCode {
    return firstThatApplies([
      ...(this.#defect === undefined ? [] : [exitCodes.defect]),
      ...(this.#interrupted ? [exitCodes.interrupted] : []),
      ...(this.#missingTool ? [exitCodes.missingTool] : []),
      ...(this.#badInput ? [exitCodes.badInput] : []),
      ...(this.#failed ? [exitCodes.failed] : []),
      ...(this.#ran === 0 && !this.#mayBeEmpty ? [exitCodes.noTestRan] : []),
    ]);
  }

  #note(diagnostics: HcallError['diagnostics']): void {
    if (diagnostics.length > 0) {
      const code = codeOf(diagnostics);
      this.#missingTool ||= code === exitCodes.missingTool;
      this.#badInput ||= code === exitCodes.badInput;
    }
  }
}

/** The highest of the errors; without an error, it is bad input. */
function codeOf(diagnostics: HcallError['diagnostics']): ExitCode {
  const codes = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => diagnosticCodes[code].exit);
  return codes.reduce<ExitCode>((a, b) => (a > b ? a : b), codes[0] ?? exitCodes.badInput);
}

import { diagnosticCodes } from '../diagnostics/codes.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import { verdicts, type RunEvent } from '../run/event.ts';
import { verdictEntries } from '../report/verdict.ts';
import { Defect } from '../workers/defect.ts';
import { defectReport } from './defect-report.ts';
import type { TextOutput } from './surroundings.ts';

/** What the exit code says. Where several apply, the first of this list wins: 70, 3, 2, 1, 4, 130. */
export const exitCodes = {
  ok: 0,
  /** Some test failed. */
  failed: 1,
  /** Bad usage, fixture or source. */
  badInput: 2,
  /** An engine or a tool is missing. */
  missingTool: 3,
  noTestRan: 4,
  /** A defect in hcall itself (EX_SOFTWARE of sysexits.h). */
  defect: 70,
  /** 128 + SIGINT. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

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
  /** A shard of few tests, or a rerun when none had failed. */
  #mayBeEmpty = false;

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        this.#mayBeEmpty = event.rerun === true || event.shard !== undefined;
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
    if (this.#defect !== undefined) {
      return exitCodes.defect;
    }
    if (this.#missingTool) {
      return exitCodes.missingTool;
    }
    if (this.#badInput) {
      return exitCodes.badInput;
    }
    if (this.#failed) {
      return exitCodes.failed;
    }
    if (this.#ran === 0 && !this.#mayBeEmpty) {
      return exitCodes.noTestRan;
    }
    return this.#interrupted ? exitCodes.interrupted : exitCodes.ok;
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

import { given } from '../collections/given.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatPlace } from '../diagnostics/place.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';
import type { TestResult } from '../run/event.ts';
import { exceptionFacts } from './exception-text.ts';
import { findingLines } from './finding-text.ts';
import { createPalette } from '../diagnostics/palette.ts';
import type { ReporterOptions } from './reporter.ts';
import { passedAgainstExpectation } from './verdict.ts';

export interface ResultTextOptions extends Pick<ReporterOptions, 'colour' | 'readSource'> {
  /** Of the run. */
  readonly seed: number;
}

/** Why a test failed, for a person: paragraphs of lines, from the test's place to the command that traces it. */
export function resultParagraphs(result: TestResult, options: ResultTextOptions): string[][] {
  const palette = createPalette(options.colour);
  const facts = [
    ...(result.outcome === undefined ? [] : [`outcome: ${result.outcome}`]),
    ...exceptionFacts(result),
    ...(result.clobbered.length === 0 ? [] : [`clobbered: ${result.clobbered.join(', ')}`]),
    `seed: ${options.seed}`,
    ...(result.trace === undefined ? [] : [`trace: ${result.trace}`]),
  ];
  return [
    [`at ${formatPlace(result.place)}`],
    ...result.findings.map((finding, index, all) =>
      findingLines(finding, palette, options.readSource, all[index - 1]),
    ),
    ...(result.diagnostics ?? []).map((diagnostic) => diagnosticLines(diagnostic, options.colour)),
    facts.map((fact) => palette.dim(fact)),
  ];
}

/** The same as lines without colours and without empty ones, for a report that passes them on. */
export function plainLines(
  result: TestResult,
  seed: number,
  readSource: ReporterOptions['readSource'],
): string[] {
  return [
    ...(result.verdict === 'xpass' ? [passedAgainstExpectation(result.reason ?? '')] : []),
    ...resultParagraphs(result, { colour: false, seed, ...given({ readSource }) }).flat(),
  ];
}

export function diagnosticLines(diagnostic: Diagnostic, colour: boolean): string[] {
  return renderDiagnostic(diagnostic, { colour }).trimEnd().split('\n');
}

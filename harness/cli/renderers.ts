import type { Comparison } from '../comparison/comparison.ts';
import type { ContractResult } from '../contract/result.ts';
import { jsonDocument } from '../report/json-document.ts';
import { shownData } from '../diagnostics/shown.ts';
import type { ProofResult } from '../proof/result.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import { sourceReader } from './reports.ts';

/*
 * Results in each of their forms: of the command that measures them, and of `hcall report`, which reads a stored one.
 */

export const comparisonFormats = ['text', 'json', 'md', 'mail', 'html'] as const;
export const sweepFormats = ['text', 'json', 'md', 'svg'] as const;
export const contractFormats = ['text', 'json', 'md'] as const;
export const proofFormats = ['text', 'json', 'md'] as const;

export async function renderComparison(
  result: Comparison,
  format: (typeof comparisonFormats)[number],
  { colour, short }: { readonly colour: boolean; readonly short: boolean },
): Promise<string> {
  switch (format) {
    case 'text': {
      const { compareText } = await import('../report/compare-text.ts');
      return compareText(shownData(result), colour, { short });
    }
    case 'json':
      return jsonDocument(result);
    case 'md':
      return (await import('../report/compare-markdown.ts')).compareMarkdown(shownData(result));
    case 'mail':
      return (await import('../report/compare-mail.ts')).compareMail(shownData(result));
    case 'html':
      return (await import('../report/compare-html.ts')).compareHtml(result);
  }
}

export async function renderSweep(
  result: SweepResult,
  format: (typeof sweepFormats)[number],
  { colour }: { readonly colour: boolean },
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../report/sweep-text.ts')).sweepText(shownData(result), colour);
    case 'json':
      return jsonDocument(result);
    case 'md':
      return (await import('../report/sweep-markdown.ts')).sweepMarkdown(shownData(result));
    case 'svg':
      return (await import('../report/sweep-svg.ts')).sweepSvg(result);
  }
}

export async function renderContract(
  result: ContractResult,
  format: (typeof contractFormats)[number],
  { colour }: { readonly colour: boolean },
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../report/contract-text.ts')).contractText(shownData(result), colour);
    case 'json':
      return jsonDocument(result);
    case 'md':
      return (await import('../report/contract-markdown.ts')).contractMarkdown(shownData(result));
  }
}

export async function renderProof(
  result: ProofResult,
  format: (typeof proofFormats)[number],
  { colour, cwd }: { readonly colour: boolean; readonly cwd: string },
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../report/proof-text.ts')).proofText(shownData(result), {
        colour,
        readSource: sourceReader(cwd),
      });
    case 'json':
      return jsonDocument(result);
    case 'md':
      return (await import('../report/proof-markdown.ts')).proofMarkdown(shownData(result));
  }
}

import type { ContractResult } from '../contract/result.ts';
import { contractSections } from './contract-sections.ts';
import { sectionsMarkdown } from './compare-markdown.ts';

/** A measured contract to paste into a mail or a pull request. */
export function contractMarkdown(result: ContractResult): string {
  const title = `The contract of ${result.vectors}, measured`;
  return sectionsMarkdown({ title }, contractSections(result), result.seed);
}

import type { ContractResult } from '../contract/result.ts';
import { sectionLines } from './compare-section-text.ts';
import { contractSections } from './contract-sections.ts';
import { createPalette } from '../diagnostics/palette.ts';

/** A measured contract for a person. */
export function contractText(result: ContractResult, colour: boolean): string {
  const palette = createPalette(colour);
  return [
    palette.bold(`the contract of ${result.vectors}, measured`),
    '',
    ...contractSections(result).flatMap((section) => [...sectionLines(section, palette), '']),
    palette.dim(`seed ${result.seed}`),
    '',
  ].join('\n');
}

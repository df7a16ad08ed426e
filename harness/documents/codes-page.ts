import type { CodeGroup } from '../report/code-explanations.ts';
import { generatedNote } from './generated-note.ts';

/** Every code of a finding, a note and an error, with what `hcall explain` says of it. */
export function codesPage(groups: readonly CodeGroup[]): string {
  return [
    generatedNote,
    '',
    '# Codes',
    '',
    'What stands in brackets behind an error, and in front of a finding. `hcall explain CODE` prints the same.',
    ...groups.flatMap(({ title, codes }) => [
      '',
      `## ${title}`,
      ...Object.entries(codes)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .flatMap(([name, { explanation }]) => ['', `### ${name}`, '', plain(explanation)]),
    ]),
    '',
  ].join('\n');
}

/** Explanations are plain text with code in backticks; what Markdown reads as more is escaped outside of that. */
function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[*_<[\]]/g, String.raw`\$&`)))
    .join('');
}

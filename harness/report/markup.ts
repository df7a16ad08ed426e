import { loggingCommand, shownLines } from '../diagnostics/shown.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/**
 * Text for HTML, SVG and JUnit XML, in content and in quoted attributes. XML 1.0 has no way to write most control
 * characters: they are shown.
 */
export function escapeMarkup(text: string): string {
  return shownLines(text)
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
    .replaceAll(loggingCommand, '&#35;');
}

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '../../..');

/** The pages that people write: README.md and those of docs/, without what scripts/reference writes. */
export const documents: readonly string[] = [
  'README.md',
  ...readdirSync(join(checkout, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The file that the line before the block names: `calls.yaml`: */
  readonly file: string | undefined;
}

const fenced = /(?:^`([\w./-]+)`:\n\n)?^```(\w*)\n([^]*?)^```$/gm;

/** The text of a page. */
export function pageOf(document: string): string {
  return readFileSync(join(checkout, document), 'utf8');
}

/** The blocks of a page, in their order. */
export function blocksOf(document: string): Block[] {
  return [...pageOf(document).matchAll(fenced)].map(([, file, language = '', text = '']) => ({
    language,
    text,
    file,
  }));
}

/** A command of a `console` block, without `$ `, and what it prints. */
export interface Session {
  readonly command: string;
  readonly output: string;
}

/** The commands of a `console` block, each with its output. */
export function sessionsOf(text: string): Session[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { command: part.slice(0, end), output: part.slice(end + 1) };
    });
}

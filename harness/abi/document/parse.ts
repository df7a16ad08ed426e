import { Composer, Parser, visit } from 'yaml';
import type { CST, Document, ParsedNode, YAMLError } from 'yaml';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { HcallError } from '../../diagnostics/diagnostic.ts';
import type { SourceText } from './source.ts';
import { yamlNote } from './yaml-note.ts';

/** Far more than the formats need. Composing recurses: a hostile file must not exhaust the stack. */
const depthLimit = 32;

/**
 * The root of the one YAML 1.2 document of a source, in the failsafe schema; null for an empty one. Throws
 * `yaml-syntax` or `yaml-several-documents`.
 */
export function parseYaml(source: SourceText, yaml: string): ParsedNode | null {
  const tokens = [...new Parser().parse(yaml)];
  const deep = findDeepToken(tokens);
  if (deep !== undefined) {
    throw mistake(source, 'yaml-syntax', [deep, deep + 1], 'this is nested too deeply');
  }
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  const [document, second] = composer.compose(tokens, true, yaml.length);
  if (document === undefined) {
    return null;
  }
  // The first alone: what follows it is mostly its consequence.
  const [error] = document.errors;
  if (error !== undefined) {
    const reason = `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
    throw mistake(
      source,
      'yaml-syntax',
      unclosed(document, error, yaml) ?? error.pos,
      `this is not YAML: ${reason}`,
      yamlNote(error, yaml.slice(error.pos[0]).split('\n')[0] ?? ''),
    );
  }
  if (second !== undefined) {
    const [start, end] = second.range;
    throw mistake(
      source,
      'yaml-several-documents',
      [start, end],
      'a second document begins here',
      'put it into a file of its own',
    );
  }
  return document.contents;
}

/** Where a quote or a bracket opens that is open at the end of the text: there, and not at the end, is the mistake. */
function unclosed(
  document: Document.Parsed,
  { pos: [offset] }: YAMLError,
  yaml: string,
): readonly [number, number] | undefined {
  if (offset < yaml.trimEnd().length) {
    return undefined;
  }
  let start: number | undefined;
  visit(document, {
    Node: (_, { range }) => {
      if (range) {
        const [first, end] = range;
        const closing = closings[yaml[first] ?? ''];
        const isClosed = end - first > 1 && yaml[end - 1] === closing;
        start = closing !== undefined && !isClosed ? first : start;
      }
    },
  });
  return start === undefined ? undefined : [start, start + 1];
}

const closings: Readonly<Record<string, string>> = { '{': '}', '[': ']', '"': '"', "'": "'" };

/** The offset of a token below the depth limit; undefined if there is none. Walks without recursion. */
function findDeepToken(tokens: readonly CST.Token[]): number | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > depthLimit) {
      return token.offset;
    }
    if (token.type === 'document') {
      open.push(...children(token.value, depth));
    } else if ('items' in token) {
      for (const { key, value } of token.items) {
        open.push(...children(key, depth + 1), ...children(value, depth + 1));
      }
    }
  }
  return undefined;
}

function children(token: CST.Token | null | undefined, depth: number) {
  return token ? [{ token, depth }] : [];
}

function mistake(
  source: SourceText,
  code: DiagnosticCode,
  [start, end]: readonly [number, number],
  message: string,
  note?: string,
): HcallError {
  return problem(code, message, {
    place: source.place(start),
    excerpt: source.excerpt(start, end),
    ...(note === undefined ? {} : { note }),
  });
}

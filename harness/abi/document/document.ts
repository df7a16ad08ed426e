import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, ParsedNode } from 'yaml';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { parseYaml } from './parse.ts';
import type { SourceText } from './source.ts';

/** A YAML value with every scalar as the text that stands in the source (quotes and escapes undone). */
export type Raw = string | readonly Raw[] | { readonly [key: string]: Raw };

/** The way from the document's root: keys of mappings, indexes of lists. */
export type Path = readonly (string | number)[];

/** Offsets in the source: from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value with where it stands. */
export interface DocumentNode {
  readonly value: Raw;
  readonly span: Span;
  /** The key that leads to it. */
  readonly key: Span | undefined;
  /** Where the scalar's text begins, when each of its characters stands in the source as it is. */
  readonly textStart: number | undefined;
  /** A scalar without quotes: ` #` ends it. */
  readonly plain: boolean;
  /** What a mapping or a list holds. */
  readonly children: ReadonlyMap<string | number, DocumentNode>;
}

/** Something that YAML allows and these files do not, with the way to where it stands. */
interface DocumentIssue {
  readonly path: Path;
  readonly diagnostic: Diagnostic;
}

export interface YamlDocument {
  readonly source: SourceText;
  readonly root: DocumentNode;
  readonly issues: readonly DocumentIssue[];
}

/**
 * Reads the one YAML 1.2 document of a source, in the failsafe schema: values keep their source text, so that 64-bit
 * integers stay exact. Throws `yaml-syntax` or `yaml-several-documents`; what the two formats leave out of YAML
 * (null, booleans, floats, anchors, tags, merge keys, duplicate keys) is an issue and the rest is read.
 *
 * `yaml` may differ from `source.text` only by blanks in place of what is not YAML: offsets are the source's.
 */
export function readDocument(source: SourceText, yaml = source.text): YamlDocument {
  const root = parseYaml(source, yaml);
  const reader = new Reader(source);
  return {
    source,
    root: root === null ? emptyDocument : reader.read(root, []),
    issues: reader.issues,
  };
}

const emptyDocument: DocumentNode = {
  value: '',
  span: { start: 0, end: 0 },
  key: undefined,
  textStart: undefined,
  plain: true,
  children: new Map(),
};

/** Plain scalars that YAML's core schema reads as something else than text or an integer (YAML 1.2.2, 10.3.2). */
const unwantedScalars: readonly {
  readonly pattern: RegExp;
  readonly code: DiagnosticCode;
  readonly what: string;
  readonly note: string;
}[] = [
  {
    pattern: /^(null|Null|NULL|~|)$/,
    code: 'yaml-null',
    what: 'is no value',
    note: "write a value; ' #' begins a comment, so quote a text that holds one",
  },
  {
    pattern: /^(true|True|TRUE|false|False|FALSE)$/,
    code: 'yaml-boolean',
    what: 'is a boolean',
    note: 'write 1 or 0 for a number, a reason for skip and xfail, quotes for a text',
  },
  {
    pattern: /^[-+]?0[0-9_]+$/,
    code: 'leading-zero',
    what: 'has a leading zero',
    note: 'drop the zeros, or write 0x for hexadecimal; quote it if it is a text',
  },
  {
    pattern:
      /^[-+]?((\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$/,
    code: 'yaml-float',
    what: 'is a floating-point number',
    note: 'values are 64-bit integers; quote it if it is a text',
  },
];

/** The only keys whose value may be true or false; what reads the value says whether it is. */
const booleanKeys: ReadonlySet<Path[number] | undefined> = new Set([
  'may-change',
  'read-only',
  'interrupted',
]);

const noChildren: DocumentNode['children'] = new Map();

class Reader {
  readonly issues: DocumentIssue[] = [];
  readonly #source: SourceText;

  constructor(source: SourceText) {
    this.#source = source;
  }

  read(node: ParsedNode, path: Path, key?: Span): DocumentNode {
    const span = spanOf(node);
    if (!isAlias(node)) {
      this.#checkProperties(node, path, span);
    }
    if (isMap(node)) {
      const children = this.#readMapping(node.items, path);
      const entries = [...children].map(([name, { value }]): [string, Raw] => [name, value]);
      return collection(Object.fromEntries(entries), span, key, children);
    }
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.read(item, [...path, index]));
      const value = items.map((item) => item.value);
      return collection(value, span, key, new Map(items.entries()));
    }
    if (isAlias(node)) {
      this.#issue(
        path,
        span,
        'yaml-anchor',
        `'*${node.source}' is an alias`,
        'write the value out',
      );
      return collection('', span, key, noChildren);
    }
    const value = String(node.value);
    const plain = node.type === 'PLAIN';
    if (plain) {
      this.#checkPlain(value, path, span);
    }
    return {
      value,
      span,
      key,
      textStart: this.#textStart(span, value),
      plain,
      children: noChildren,
    };
  }

  #checkProperties(
    { anchor, tag }: Exclude<ParsedNode, Alias.Parsed>,
    path: Path,
    span: Span,
  ): void {
    if (anchor !== undefined) {
      this.#issue(path, span, 'yaml-anchor', `'&${anchor}' is an anchor`, 'leave it out');
    }
    if (tag !== undefined) {
      this.#issue(path, span, 'yaml-tag', `'${tag}' is a tag`, 'leave it out');
    }
  }

  #readMapping(
    pairs: readonly { readonly key: ParsedNode; readonly value: ParsedNode | null }[],
    path: Path,
  ): Map<string, DocumentNode> {
    const children = new Map<string, DocumentNode>();
    for (const { key: keyNode, value } of pairs) {
      const keySpan = spanOf(keyNode);
      if (!isScalar(keyNode)) {
        this.#issue(path, keySpan, 'yaml-syntax', 'this key is not a text', 'write a text');
        continue;
      }
      const key = String(keyNode.value);
      const keyPath = [...path, key];
      if (key === '<<') {
        this.#issue(
          keyPath,
          keySpan,
          'yaml-merge-key',
          "'<<' is a merge key",
          'write the keys out',
        );
      } else if (children.has(key)) {
        this.#issue(
          keyPath,
          keySpan,
          'duplicate-key',
          `'${key}' is here a second time`,
          'remove one',
        );
      } else if (key === '__proto__') {
        this.#issue(keyPath, keySpan, 'unknown-key', `unknown key '${key}'`);
      } else if (value === null) {
        this.#issue(keyPath, keySpan, 'yaml-null', `'${key}' has no value`, 'write a value');
      } else {
        children.set(key, this.read(value, keyPath, keySpan));
      }
    }
    return children;
  }

  #checkPlain(text: string, path: Path, span: Span): void {
    const unwanted = unwantedScalars.find(({ pattern }) => pattern.test(text));
    const isMeant = unwanted?.code === 'yaml-boolean' && booleanKeys.has(path.at(-1));
    if (unwanted !== undefined && !isMeant) {
      const message = text === '' ? 'there is no value' : `'${text}' ${unwanted.what}`;
      this.#issue(path, span, unwanted.code, message, unwanted.note);
    }
  }

  #issue(path: Path, span: Span, code: DiagnosticCode, message: string, note?: string): void {
    this.issues.push({
      path,
      diagnostic: {
        code,
        severity: 'error',
        message,
        place: this.#source.place(span.start),
        excerpt: this.#source.excerpt(span.start, span.end),
        ...(note === undefined ? {} : { note }),
      },
    });
  }

  #textStart(span: Span, text: string): number | undefined {
    const written = this.#source.text.slice(span.start, span.end);
    if (written === text) {
      return span.start;
    }
    return written.slice(1, -1) === text ? span.start + 1 : undefined;
  }
}

function collection(
  value: Raw,
  span: Span,
  key: Span | undefined,
  children: DocumentNode['children'],
): DocumentNode {
  return { value, span, key, textStart: undefined, plain: false, children };
}

function spanOf(node: ParsedNode): Span {
  const [start, end] = node.range;
  return { start, end };
}

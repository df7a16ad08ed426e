import type { z } from 'zod';
import { Cursor } from './cursor.ts';
import type { DocumentNode, Path, Raw } from './document.ts';
import { readDocument } from './document.ts';
import type { Problems } from './problems.ts';
import { checkShape } from './shape.ts';
import type { SourceText } from './source.ts';

/** What of a document has its shape. */
interface PartialShape<S extends z.ZodType> {
  /** Undefined where nothing is left. */
  readonly shape: z.output<S> | undefined;
  /** Where what is left stands. */
  readonly cursor: Cursor;
  /** Where all stands that is written. */
  readonly written: Cursor;
}

/**
 * What of a document has its shape: a key or an item counts as not there where its value has a mistake, which goes to
 * `problems`. So what the others say can be read, and all mistakes are reported at once. For documents whose keys do not need
 * one another. Throws `yaml-syntax` or `yaml-several-documents`.
 */
export function readPartialShape<S extends z.ZodType>(
  schema: S,
  source: SourceText,
  problems: Problems,
): PartialShape<S> {
  const document = readDocument(source);
  const written = Cursor.of(document);
  document.issues.forEach(({ diagnostic }) => problems.add(diagnostic));
  problems.attempt(() => checkShape(schema, written));
  const broken = document.issues
    .map(({ path }) => path)
    .filter((path) => written.at(...path).value !== undefined);
  let root = withoutAll(document.root, broken);
  while (root !== undefined) {
    const checked = schema.safeParse(root.value);
    if (checked.success) {
      return { shape: checked.data, cursor: Cursor.of({ ...document, root }), written };
    }
    root = withoutAll(root, checked.error.issues.flatMap(pathsOf));
  }
  return { shape: undefined, cursor: written, written };
}

/** Where what an issue is about stands. */
function pathsOf(issue: z.core.$ZodIssue): Path[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

/** The last items of a list go first: the paths to the others stay what they are. */
function withoutAll(root: DocumentNode, paths: readonly Path[]): DocumentNode | undefined {
  return paths
    .filter((path, index) => !paths.some((other, at) => leadsTo(other, path, at < index)))
    .toSorted((one, other) => byPosition(other, one))
    .reduce<DocumentNode | undefined>((left, path) => left && without(left, path), root);
}

/** Whether a path goes where another one does, or on the way there; `isFirst` of two that are the same. */
function leadsTo(path: Path, other: Path, isFirst: boolean): boolean {
  const isOnTheWay = path.every((step, index) => step === other[index]);
  return isOnTheWay && (path.length < other.length || isFirst);
}

function byPosition(one: Path, other: Path): number {
  const index = one.findIndex((step, at) => step !== other[at]);
  const [left, right] = [one[index], other[index]];
  if (typeof left === 'number' && typeof right === 'number') {
    return left - right;
  }
  return String(left) < String(right) ? -1 : 1;
}

/**
 * A node without what a path leads to. Undefined where that is not there, so that what lacks it has no use, and for the
 * empty path.
 */
function without(node: DocumentNode, [step, ...more]: Path): DocumentNode | undefined {
  const child = step === undefined ? undefined : node.children.get(step);
  if (step === undefined || child === undefined) {
    return undefined;
  }
  const left = more.length === 0 ? undefined : without(child, more);
  const entries = [...node.children].flatMap(([key, one]): [string | number, DocumentNode][] =>
    key !== step ? [[key, one]] : left === undefined ? [] : [[key, left]],
  );
  return withChildren(node, entries);
}

function withChildren(
  node: DocumentNode,
  entries: readonly (readonly [string | number, DocumentNode])[],
): DocumentNode {
  if (Array.isArray(node.value)) {
    const items = entries.map(([, item]) => item);
    return { ...node, value: items.map(({ value }) => value), children: new Map(items.entries()) };
  }
  const named = entries.map(([key, { value }]): [string, Raw] => [String(key), value]);
  return { ...node, value: Object.fromEntries(named), children: new Map(entries) };
}

import { textOfBytes } from '../../collections/byte-text.ts';
import { reasonOf } from '../../diagnostics/reason.ts';
import { fileLimits } from '../../files/regular-file.ts';
import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import { scrub } from '../scrub.ts';
import { SourceError } from '../source-error.ts';
import { SourceText } from '../source.ts';
import type { Expansion, Statement } from '../statement.ts';
import type { Directive, DirectiveTable } from './directive.ts';
import { stringText } from './string.ts';

function open(
  assembly: Assembly,
  cursor: Cursor,
  limit: number,
): { readonly path: string; readonly bytes: Uint8Array } {
  cursor.skipSpace();
  const start = cursor.position;
  const name = stringText(cursor);
  let file;
  try {
    file = assembly.surroundings.open(name, limit);
  } catch (error) {
    throw new SourceError(
      'unreadable-source',
      `file '${name}' cannot be read: ${reasonOf(error)}`,
      start,
    );
  }
  if (file === undefined) {
    throw new SourceError(
      'source-not-found',
      `file '${name}' is not found`,
      start,
      'add its directory with -I',
    );
  }
  return file;
}

/** The statements of a text, included by `expansion` or not; what ends it badly is reported. */
export function readStatements(
  assembly: Pick<Assembly, 'problems'>,
  source: SourceText,
  expansion?: Expansion,
): readonly Statement[] {
  const { statements, problems } = scrub(source.text, (text, line, column) => ({
    text,
    source,
    line,
    column,
    expansion,
  }));
  for (const { code, line, column } of problems) {
    const text = source.line(line).slice(column, column + 200);
    assembly.problems.error(code, messages[code], { text, source, line, column });
  }
  return statements;
}

const messages = {
  'unterminated-string': 'the string has no closing quote',
  'unterminated-comment': 'the comment has no end',
  'missing-character': 'a character is missing behind the apostrophe',
  'line-too-long': 'the statement is longer than a million characters',
} as const;

const include: Directive = (assembly, cursor) => {
  const { path, bytes } = open(assembly, cursor, fileLimits.source);
  const source = new SourceText(path, textOfBytes(bytes));
  const expansion = { what: 'included here', call: assembly.statement };
  const statements = readStatements(assembly, source, expansion);
  assembly.input.push({ kind: 'file', statements }, assembly.statement);
};

/** `.incbin "file", skip, count`; a count of 0 is all that follows. */
const incbin: Directive = (assembly, cursor) => {
  const { bytes } = open(assembly, cursor, fileLimits.binary);
  let skip = 0n;
  let count: bigint | undefined;
  if (cursor.accept(',')) {
    if (cursor.peek() !== ',') {
      skip = assembly.absolute(cursor, 'the skip');
    }
    if (cursor.accept(',')) {
      const given = assembly.absolute(cursor, 'the count');
      count = given === 0n ? undefined : given;
    }
  }
  const end = count === undefined ? BigInt(bytes.length) : skip + count;
  if (skip < 0n || end < skip || end > BigInt(bytes.length)) {
    throw new SourceError(
      'value-out-of-range',
      `the file has ${bytes.length} bytes, expected at least ${end}`,
    );
  }
  assembly.emitBytes(bytes.subarray(Number(skip), Number(end)));
};

export const fileDirectives: DirectiveTable = { include, incbin };

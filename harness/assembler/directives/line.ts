import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import { parseNumber } from '../number-text.ts';
import type { LineState } from '../line-table.ts';
import { SourceError } from '../source-error.ts';
import type { Directive, DirectiveTable } from './directive.ts';
import { stringText } from './string.ts';

/** Beyond what a compiler numbers its files with. */
const mostFiles = 1_000_000n;

/** `.file "name"` says what was compiled; `.file number "folder" "name" md5 digest` adds to the line table. */
const file: Directive = (assembly, cursor) => {
  const { lineTable } = assembly;
  if (cursor.peek() === '"') {
    assembly.symbols.addFile(stringText(cursor));
    return;
  }
  const number = assembly.absolute(cursor, 'the number of the file');
  if (number < 0n || number > mostFiles) {
    throw new SourceError('value-out-of-range', `the number of the file is ${number}`, 0);
  }
  if (number === 0n) {
    lineTable.version = 5;
  }
  let name = stringText(cursor);
  let folder: string | undefined;
  let digest = 0n;
  if (lineTable.version === 5) {
    if (cursor.peek() === '"') {
      folder = name;
      name = stringText(cursor);
    }
    if (cursor.accept('md5')) {
      cursor.skipSpace();
      const start = cursor.position;
      digest = parseNumber(cursor.word() ?? '', start);
      if (digest < 1n << 64n) {
        throw new SourceError('value-out-of-range', 'the digest has too few bits', start);
      }
    }
  }
  lineTable.addFile(Number(number), folder, name, digest);
};

const options: Readonly<Record<string, (assembly: Assembly, cursor: Cursor) => void>> = {
  basic_block: ({ lineTable: { state } }) => {
    state.isBasicBlock = true;
  },
  prologue_end: ({ lineTable: { state } }) => {
    state.isPrologueEnd = true;
  },
  epilogue_begin: ({ lineTable: { state } }) => {
    state.isEpilogueBegin = true;
  },
  is_stmt: (assembly, cursor) => {
    const value = assembly.absolute(cursor, 'is_stmt');
    if (value !== 0n && value !== 1n) {
      throw new SourceError('value-out-of-range', `is_stmt is ${value}, expected 0 or 1`);
    }
    assembly.lineTable.state.isStatement = value === 1n;
  },
  isa: numberOption('isa'),
  discriminator: numberOption('discriminator'),
  view: (assembly, cursor) => {
    assembly.lineTable.state.view = readView(assembly, cursor);
  },
};

function numberOption(name: 'isa' | 'discriminator') {
  return (assembly: Assembly, cursor: Cursor): void => {
    const value = assembly.absolute(cursor, name);
    if (value < 0n) {
      throw new SourceError('value-out-of-range', `${name} is ${value}, expected 0 or more`);
    }
    assembly.lineTable.state[name] = Number(value);
  };
}

/** A name for the view number, `0`, or `-0`, which makes it one. */
function readView(assembly: Assembly, cursor: Cursor): LineState['view'] {
  const next = cursor.peek();
  if (next === '-' || /\d/u.test(next)) {
    const value = assembly.absolute(cursor, 'the view');
    if (value !== 0n) {
      throw new SourceError('value-out-of-range', `the view is ${value}, expected a name or 0`);
    }
    return next === '-' ? 'reset' : 'zero';
  }
  const name = cursor.name('a view');
  const symbol = assembly.symbols.reference(name);
  if (symbol.isDefined || assembly.views.has(symbol)) {
    throw new SourceError('symbol-redefined', `symbol '${name}' is defined already`);
  }
  symbol.statement = assembly.statement;
  assembly.views.add(symbol);
  return symbol;
}

/** `.loc file line column options`: about the next instruction. */
const location: Directive = (assembly, cursor) => {
  const { lineTable, statement, subsection } = assembly;
  if (lineTable.pending !== undefined) {
    assembly.recordLine(subsection.fragment.length);
  }
  cursor.skipSpace();
  const start = cursor.position;
  const file = Number(assembly.absolute(cursor, 'the number of the file'));
  if (lineTable.files[file] === undefined || (file === 0 && lineTable.version < 5)) {
    throw new SourceError('file-number-unknown', `no '.file ${file}' stands before this`, start);
  }
  const { state } = lineTable;
  state.file = file;
  state.line = Number(assembly.absolute(cursor, 'the line'));
  state.discriminator = 0;
  if (/\d/u.test(cursor.peek())) {
    state.column = Number(assembly.absolute(cursor, 'the column'));
  }
  while (!cursor.atEnd) {
    const at = cursor.position;
    const name = cursor.word() ?? '';
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      throw new SourceError('syntax-error', `unknown option '${name}' of .loc`, at);
    }
    option(assembly, cursor);
  }
  lineTable.pending = statement;
  // A view counts the rows of its own place, whatever comes next.
  if (state.view !== undefined) {
    assembly.recordLine(subsection.fragment.length);
  }
};

const markLabels: Directive = (assembly, cursor) => {
  const value = assembly.absolute(cursor, 'the operand of .loc_mark_labels');
  if (value !== 0n && value !== 1n) {
    throw new SourceError('value-out-of-range', `the operand is ${value}, expected 0 or 1`);
  }
  assembly.lineTable.marksLabels = value === 1n;
};

export const lineDirectives: DirectiveTable = {
  file,
  loc: location,
  loc_mark_labels: markLabels,
};

import type { Directive, DirectiveTable } from './directive.ts';
import { SourceError } from '../source-error.ts';
import { stringText } from './string.ts';

const error: Directive = (_assembly, cursor) => {
  const message = cursor.atEnd ? '.error is reached' : stringText(cursor);
  throw new SourceError('user-error', message, 0);
};

const warning: Directive = (assembly, cursor) => {
  const message = cursor.atEnd ? '.warning is reached' : stringText(cursor);
  assembly.problems.warning('user-warning', message, assembly.statement, 0);
};

/** `.fail number`: below 500 an error, else a warning. */
const fail: Directive = (assembly, cursor) => {
  const value = assembly.absolute(cursor, 'the operand of .fail');
  if (value < 500n) {
    throw new SourceError('user-error', `.fail ${value} is reached`, 0);
  }
  assembly.problems.warning('user-warning', `.fail ${value} is reached`, assembly.statement, 0);
};

const abort: Directive = (assembly) => {
  assembly.input.stop();
  throw new SourceError('user-error', '.abort is reached', 0);
};

export const messageDirectives: DirectiveTable = {
  error,
  err: (_assembly) => {
    throw new SourceError('user-error', '.err is reached', 0);
  },
  warning,
  fail,
  abort,
  print: (_assembly, cursor) => void stringText(cursor),
  end: (assembly) => assembly.input.stop(),
};

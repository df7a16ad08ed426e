import { lowerCase } from '../ascii-case.ts';
import { bytesOfText, textOfBytes } from '../../collections/byte-text.ts';
import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import { expandBody } from '../input.ts';
import { bindArguments, parseMacroHead, readArgument } from '../macro.ts';
import type { ArgumentOptions, Macro } from '../macro.ts';
import { SourceError } from '../source-error.ts';
import type { Statement } from '../statement.ts';
import { checkCount } from '../tail.ts';
import type { Directive, DirectiveTable } from './directive.ts';

const macroOpens: ReadonlySet<string> = new Set(['macro']);
const macroCloses: ReadonlySet<string> = new Set(['endm']);
const repeatOpens: ReadonlySet<string> = new Set(['rept', 'rep', 'irp', 'irep', 'irpc', 'irepc']);
const repeatCloses: ReadonlySet<string> = new Set(['endr']);

/** Text that .altmacro makes of `LOCAL name`: a label of its own for every expansion. */
const localDirective = /^local[ \t]+(.*)$/i;

function blockBody(
  assembly: Assembly,
  opens: ReadonlySet<string>,
  closes: ReadonlySet<string>,
): readonly Statement[] {
  const body = assembly.input.takeBlock(opens, closes);
  if (body !== undefined) {
    return body;
  }
  const [closer] = closes;
  throw new SourceError('unterminated-block', `no '.${closer}' closes this`, 0);
}

const define: Directive = (assembly, cursor) => {
  if (cursor.atEnd) {
    assembly.input.takeBlock(macroOpens, macroCloses);
    throw cursor.unexpected("the macro's name");
  }
  // The body is taken first, so that a bad head does not leave it to be assembled.
  const body = blockBody(assembly, macroOpens, macroCloses);
  const start = cursor.position;
  const head = parseMacroHead(cursor);
  if (assembly.macros.has(head.name)) {
    throw new SourceError('symbol-redefined', `macro '${head.name}' is defined already`, start);
  }
  assembly.macros.set(head.name, { ...head, body });
};

const purge: Directive = (assembly, cursor) => {
  do {
    cursor.skipSpace();
    const start = cursor.position;
    const name = cursor.name('a macro');
    if (!assembly.macros.delete(lowerCase(name))) {
      throw new SourceError('bad-macro-call', `no macro '${name}' is defined`, start);
    }
  } while (cursor.accept(','));
};

/** `.exitm` leaves the innermost macro or repetition, and the conditionals opened in it. */
const exit: Directive = (assembly) => {
  const { level } = assembly.input;
  if (!assembly.input.leave()) {
    throw new SourceError('unmatched-directive', `'.exitm' outside of a macro`, 0);
  }
  assembly.conditionals.leave(level);
};

function argumentOptions(assembly: Assembly): ArgumentOptions {
  if (!assembly.alternate) {
    return {};
  }
  return { evaluate: (cursor) => assembly.absolute(cursor, 'the operand of %') };
}

/** Assembles a call of a macro; the cursor is behind its name. */
export function expandMacro(assembly: Assembly, macro: Macro, cursor: Cursor): void {
  const { statement, alternate } = assembly;
  const values = bindArguments(macro, cursor, argumentOptions(assembly));
  const count = assembly.expansions++;
  const expansion = { what: `in macro '${macro.name}'`, call: statement };
  const body = alternate ? withLocals(macro.body, values, assembly) : macro.body;
  const statements = expandBody(body, { values, count, alternate }, expansion);
  assembly.input.push({ kind: 'macro', statements }, statement);
}

/** Takes the LOCAL lines out and gives each of their names a label that no other expansion has. */
function withLocals(
  body: readonly Statement[],
  values: Map<string, string>,
  assembly: Assembly,
): Statement[] {
  return body.filter((statement) => {
    const names = localDirective.exec(statement.text)?.[1];
    if (names === undefined) {
      return true;
    }
    for (const name of names.split(/[\s,]+/u)) {
      values.set(name, `.LL${(++assembly.locals).toString(16).padStart(4, '0')}`);
    }
    return false;
  });
}

const repeat: Directive = (assembly, cursor) => {
  const body = blockBody(assembly, repeatOpens, repeatCloses);
  cursor.skipSpace();
  const start = cursor.position;
  const count = assembly.absolute(cursor, 'the count');
  checkCount(count, cursor.rangeFrom(start));
  let left = count;
  pushRounds(assembly, '.rept', body, () => (left-- > 0n ? new Map() : undefined));
};

const overValues: Directive = (assembly, cursor) => {
  const body = blockBody(assembly, repeatOpens, repeatCloses);
  const name = cursor.name("the parameter's name");
  cursor.accept(',');
  const values: string[] = [];
  while (!cursor.atEnd) {
    const start = cursor.position;
    values.push(readArgument(cursor, argumentOptions(assembly)));
    if (!cursor.accept(',') && cursor.position === start) {
      throw cursor.unexpected('a value');
    }
  }
  // Without values the body is assembled once, with nothing for the parameter.
  const rounds = (values.length === 0 ? [''] : values)[Symbol.iterator]();
  pushRounds(assembly, '.irp', body, () => nextRound(name, rounds));
};

const overCharacters: Directive = (assembly, cursor) => {
  const body = blockBody(assembly, repeatOpens, repeatCloses);
  const name = cursor.name("the parameter's name");
  cursor.accept(',');
  const text = cursor.peek() === '"' ? readArgument(cursor) : cursor.rest();
  const rounds = (text === '' ? [''] : bytesAsText(text))[Symbol.iterator]();
  pushRounds(assembly, '.irpc', body, () => nextRound(name, rounds));
};

/** GNU as counts bytes, not characters. */
function bytesAsText(text: string): string[] {
  return Array.from(bytesOfText(text), (byte) => textOfBytes(Uint8Array.of(byte)));
}

function nextRound(name: string, values: Iterator<string>): Map<string, string> | undefined {
  const { value, done } = values.next();
  return done === true ? undefined : new Map([[name, value]]);
}

/** Assembles a body once for each set of values, one round at a time, so that no count costs memory. */
function pushRounds(
  assembly: Assembly,
  what: string,
  body: readonly Statement[],
  next: () => ReadonlyMap<string, string> | undefined,
): void {
  const { statement, alternate, expansions: count } = assembly;
  if (body.length === 0) {
    return;
  }
  const expansion = { what: `in ${what}`, call: statement };
  const expand = (values: ReadonlyMap<string, string>): readonly Statement[] =>
    expandBody(body, { values, count, alternate }, expansion);
  // Rounds that read the same are read once.
  const isPlain = !alternate && body.every(({ text }) => !/[\\&]/u.test(text));
  const plain = isPlain ? expand(new Map()) : undefined;
  const again = (): readonly Statement[] | undefined => {
    const values = next();
    return values === undefined ? undefined : (plain ?? expand(values));
  };
  assembly.input.push({ kind: 'repeat', statements: [], again }, statement);
}

function stray(closer: string): Directive {
  return () => {
    throw new SourceError('unmatched-directive', `'.${closer}' has nothing to close`, 0);
  };
}

export const macroDirectives: DirectiveTable = {
  macro: define,
  endm: stray('endm'),
  purgem: purge,
  exitm: exit,
  mexit: exit,
  rept: repeat,
  rep: repeat,
  irp: overValues,
  irep: overValues,
  irpc: overCharacters,
  irepc: overCharacters,
  endr: stray('endr'),
  altmacro: (assembly) => {
    assembly.alternate = true;
  },
  noaltmacro: (assembly) => {
    assembly.alternate = false;
  },
};

import { lowerCase, upperCase } from '../ascii-case.ts';
import type { Assembly } from '../assembly.ts';
import { Cursor } from '../cursor.ts';
import { isRegister } from '../operand-names.ts';
import { SourceError } from '../source-error.ts';
import type { Directive, DirectiveTable } from './directive.ts';

const definition = /^([\w.$\u{80}-\u{10ffff}]+) \.req(?= |$)/u;

const otherNames: Readonly<Record<string, string>> = {
  lr: 'x30',
  fp: 'x29',
  ip0: 'x16',
  ip1: 'x17',
};

function architectural(register: string): string {
  const lower = lowerCase(register);
  return otherNames[lower] ?? lower;
}

/** Carries out `name .req register` when the statement is one. */
export function acceptAlias(assembly: Assembly, text: string, start: number): boolean {
  const match = definition.exec(text.slice(start));
  const name = match?.[1];
  if (match === null || name === undefined) {
    return false;
  }
  const cursor = new Cursor(text, start + match[0].length);
  cursor.skipSpace();
  const position = cursor.position;
  const target = cursor.word() ?? '';
  const register = isRegister(target) ? target : assembly.alias(target);
  if (register === undefined) {
    throw new SourceError('bad-register-alias', `expected a register, found '${target}'`, position);
  }
  cursor.end();
  if (isRegister(name)) {
    // `lr .req x30` says what holds anyway; kernels write it.
    if (architectural(name) === architectural(register)) {
      return true;
    }
    throw new SourceError(
      'bad-register-alias',
      `'${name}' is a register, and cannot be an alias`,
      start,
    );
  }
  define(assembly, name, register, start);
  return true;
}

/**
 * GNU as takes the name as it is written, then in capitals, then in small letters, and stops at the first that stands for something already,
 * which it keeps (binutils 2.40, gas/config/tc-aarch64.c, create_register_alias).
 */
function define(assembly: Assembly, name: string, register: string, start: number): void {
  const { aliases, problems, statement } = assembly;
  const insert = (spelling: string): boolean => {
    const known = aliases.get(spelling);
    if (known === undefined) {
      aliases.set(spelling, register);
      return true;
    }
    if (architectural(known) !== architectural(register)) {
      const message = `the alias '${spelling}' stays '${known}'`;
      const note = `to give it another register, take it back first: .unreq ${spelling}`;
      problems.warning('alias-redefined', message, statement, start, note);
    }
    return false;
  };
  const [capitals, small] = [upperCase(name), lowerCase(name)];
  if (insert(name) && (capitals === name || insert(capitals)) && small !== name) {
    insert(small);
  }
}

const remove: Directive = (assembly, cursor) => {
  cursor.skipSpace();
  const position = cursor.position;
  const name = cursor.name('an alias');
  if (assembly.alias(name) === undefined) {
    throw new SourceError('bad-register-alias', `'${name}' is no alias`, position);
  }
  for (const spelling of [name, upperCase(name), lowerCase(name)]) {
    assembly.aliases.delete(spelling);
  }
};

export const aliasDirectives: DirectiveTable = { unreq: remove };

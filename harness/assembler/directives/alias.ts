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
  // GNU as takes the name as it is written, in capitals, and in small letters.
  for (const spelling of [name, upperCase(name), lowerCase(name)]) {
    assembly.aliases.set(spelling, register);
  }
  return true;
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

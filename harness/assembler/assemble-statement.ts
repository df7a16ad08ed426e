import { lowerCase } from './ascii-case.ts';
import type { Assembly } from './assembly.ts';
import { assign } from './assignment.ts';
import { Cursor } from './cursor.ts';
import { acceptAlias, aliasDirectives } from './directives/alias.ts';
import { conditionalDirectives } from './directives/conditional.ts';
import { dataDirectives } from './directives/data.ts';
import type { Directive } from './directives/directive.ts';
import { fileDirectives } from './directives/file.ts';
import { frameDirectives } from './directives/frame.ts';
import { layoutDirectives, moveTo } from './directives/layout.ts';
import { expandMacro, macroDirectives } from './directives/macro.ts';
import { lineDirectives } from './directives/line.ts';
import { messageDirectives } from './directives/message.ts';
import { levelDirectives } from './directives/level.ts';
import { noteDirectives } from './directives/note.ts';
import { relocationDirectives } from './directives/relocation.ts';
import { sectionDirectives } from './directives/section.ts';
import { symbolAliasDirectives } from './directives/symbol-alias.ts';
import { symbolDirectives } from './directives/symbol.ts';
import { assembleFamiliar, assembleInstruction } from './instruction.ts';
import { SourceError } from './source-error.ts';
import { suggestion } from './unknown-name.ts';

const directives: ReadonlyMap<string, Directive> = new Map(
  [
    aliasDirectives,
    conditionalDirectives,
    dataDirectives,
    fileDirectives,
    frameDirectives,
    layoutDirectives,
    lineDirectives,
    macroDirectives,
    messageDirectives,
    levelDirectives,
    noteDirectives,
    relocationDirectives,
    sectionDirectives,
    symbolAliasDirectives,
    symbolDirectives,
  ].flatMap((table) => Object.entries(table)),
);

/**
 * Assembles one statement: labels, then an assignment, a directive, a macro call, an alias or an instruction.
 *
 * @throws SourceError for what is wrong with it
 */
export function assembleStatement(assembly: Assembly): void {
  const { text } = assembly.statement;
  if (assembly.conditionals.skipping) {
    skip(assembly, text);
    return;
  }
  if (assembleFamiliar(assembly, 0)) {
    return;
  }
  const cursor = new Cursor(text);
  for (;;) {
    if (cursor.atEnd) {
      return;
    }
    const start = cursor.position;
    const quoted = cursor.peek() === '"';
    const word = quoted ? cursor.quotedName() : cursor.word();
    if (word === undefined || word === '') {
      throw cursor.unexpected('a label, a directive or an instruction');
    }
    if (cursor.accept(':')) {
      label(assembly, word);
      continue;
    }
    if (cursor.peek() === '=') {
      equals(assembly, cursor, word);
    } else if (quoted) {
      throw cursor.unexpected(`':'`);
    } else {
      operation(assembly, cursor, word, start);
    }
    return;
  }
}

/** In skipped text only the conditionals count. */
function skip(assembly: Assembly, text: string): void {
  if (text[0] !== '.') {
    return;
  }
  const cursor = new Cursor(text);
  const name = lowerCase(cursor.word()?.slice(1) ?? '');
  if (!Object.hasOwn(conditionalDirectives, name)) {
    return;
  }
  conditionalDirectives[name]?.(assembly, cursor);
}

function label(assembly: Assembly, word: string): void {
  if (/^\d+$/u.test(word)) {
    assembly.symbols.defineNumeric(word, assembly.definitionHere());
  } else if (/^\d/u.test(word)) {
    throw new SourceError('syntax-error', `a label cannot begin with a digit, found '${word}'`, 0);
  } else {
    assembly.defineLabel(word);
    assembly.lineTable.mark(assembly.subsection, assembly.statement);
  }
}

/** `name = value`, `name == value` (worked out at each use), `. = place`. */
function equals(assembly: Assembly, cursor: Cursor, name: string): void {
  if (/^\d/u.test(name)) {
    throw new SourceError('syntax-error', `a symbol cannot begin with a digit, found '${name}'`, 0);
  }
  const isEachUse = cursor.accept('==');
  if (!isEachUse) {
    cursor.expect('=');
  }
  if (name === '.') {
    moveTo(assembly, cursor, assembly.expression(cursor));
  } else {
    assign(assembly, name, cursor, isEachUse ? 'each-use' : 'again');
  }
  cursor.end();
}

function operation(assembly: Assembly, cursor: Cursor, word: string, start: number): void {
  const lower = lowerCase(word);
  const directive = lower[0] === '.' ? directives.get(lower.slice(1)) : undefined;
  if (directive !== undefined) {
    directive(assembly, cursor);
    cursor.end();
    return;
  }
  const macro = assembly.macros.get(lower);
  if (macro !== undefined) {
    expandMacro(assembly, macro, cursor);
    return;
  }
  if (
    cursor.text.startsWith('.req', cursor.position) &&
    acceptAlias(assembly, cursor.text, start)
  ) {
    return;
  }
  if (lower[0] === '.') {
    const names = [...directives.keys(), ...assembly.macros.keys()].map((name) =>
      directives.has(name) ? `.${name}` : name,
    );
    const note = suggestion(lower, names);
    throw new SourceError('unknown-directive', `unknown directive '${word}'`, start, note);
  }
  if (start === 0 || !assembleFamiliar(assembly, start)) {
    assembleInstruction(assembly, start);
  }
}

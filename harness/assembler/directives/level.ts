import type { Level, LevelError } from '../level/level.ts';
import { changeLevel, parseLevel } from '../level/level.ts';
import { SourceError } from '../source-error.ts';
import type { Directive, DirectiveTable } from './directive.ts';

/** Reads the rest of the line as a level, which is in force from here on. Throws a SourceError for a name that is none. */
const levelDirective =
  (read: (text: string, before: Level) => Level | LevelError): Directive =>
  (assembly, cursor) => {
    cursor.skipSpace();
    const start = cursor.position;
    const level = read(cursor.rest().trim(), assembly.level);
    if ('error' in level) {
      throw new SourceError('unknown-architecture', level.error, start, level.note);
    }
    assembly.level = level;
  };

export const levelDirectives: DirectiveTable = {
  arch: levelDirective((text) => parseLevel(text, 'architecture')),
  cpu: levelDirective((text) => parseLevel(text, 'processor')),
  arch_extension: levelDirective((text, before) => changeLevel(before, text)),
};

import { Assembly } from './assembly.ts';
import type { Surroundings } from './assembly.ts';
import { assembleStatement } from './assemble-statement.ts';
import { readStatements } from './directives/file.ts';
import { emitFrames } from './emit-frames.ts';
import { flushPools } from './instruction.ts';
import { layOut } from './layout.ts';
import { emitLineTable, settleViews } from './line-program.ts';
import type { Level } from './level/level.ts';
import type { Locator } from './locator.ts';
import { fillEntries } from './merged-entries.ts';
import { checkSymbols, ObjectBuilder, settleAliases } from './object-builder.ts';
import type { ObjectFile } from './object.ts';
import type { Problems } from './problems.ts';
import { resolveFixups } from './resolve.ts';
import { SourceError } from './source-error.ts';
import type { SourceText } from './source.ts';
import type { Statement } from './statement.ts';

/** What a text is assembled with. */
interface Setting {
  readonly surroundings: Surroundings;
  readonly problems: Problems;
  readonly locator: Locator;
  /** The level in force at its beginning. */
  readonly level: Level;
}

/**
 * A preprocessed text -> object file: statements one by one, then literals, addresses, values.
 *
 * @throws HcallError with every error of the text
 */
export function assembleText(
  source: SourceText,
  { surroundings, problems, locator, level }: Setting,
): ObjectFile {
  const first: Statement = { text: '', source, line: 0, column: 0 };
  const assembly = new Assembly(surroundings, problems, first, level);
  const statements = readStatements(assembly, source);
  assembly.input.push({ kind: 'file', statements }, first);
  run(assembly);
  assembly.statement = first;
  // .end stops within a conditional as elsewhere.
  const open = assembly.conditionals.leave(0);
  if (open !== undefined && !problems.any) {
    reportOpen(problems, open);
  }
  // Without the missing pieces every distance is off: what follows would only repeat the mistake.
  problems.throwIfAny();
  const builder = finish(assembly);
  problems.throwIfAny();
  const object = builder.build(assembly, locator);
  problems.throwIfAny();
  return object;
}

/** Reads every statement; each mistake is reported where it is and the next statement is read. */
function run(assembly: Assembly): void {
  const { input, conditionals, problems } = assembly;
  const ended = (level: number): void => {
    const open = conditionals.leave(level);
    if (open !== undefined) {
      reportOpen(problems, open);
    }
  };
  while (!problems.full) {
    try {
      const statement = input.next(ended);
      if (statement === undefined) {
        return;
      }
      assembly.statement = statement;
      assembleStatement(assembly);
    } catch (error) {
      if (!(error instanceof SourceError)) {
        throw error;
      }
      problems.error(
        error.code,
        error.message,
        assembly.statement,
        error.position,
        error.note ?? noteOnParameter(assembly.statement, error.position),
        error.end,
      );
      // Whatever calls itself without an end would report itself without an end.
      if (error.code === 'expansion-too-deep' || error.code === 'expansion-too-large') {
        input.stop();
      }
    }
  }
}

/** That a name behind a backslash stands for nothing; undefined where no such name is at the position. */
function noteOnParameter({ text, template }: Statement, position = 0): string | undefined {
  const name = /^\\([\w.$]+)/u.exec(text.slice(position))?.[1];
  if (name === undefined || template === undefined) {
    return undefined;
  }
  const names = [...template.substitution.values.keys()].join(', ');
  return `'\\${name}' is no parameter here${names === '' ? '' : `; these are: ${names}`}`;
}

function reportOpen(problems: Problems, conditional: Statement): void {
  problems.error('unterminated-block', `no '.endif' closes this`, conditional, 0);
}

/** After the last statement: literals, addresses, values. */
function finish(assembly: Assembly): ObjectBuilder {
  const { problems, sections, symbols, pools } = assembly;
  for (const subsection of pools.keys()) {
    sections.switchTo(subsection);
    flushPools(assembly);
  }
  for (const [label, { statement, position }] of symbols.unresolvedNumeric()) {
    problems.error(
      'undefined-local-label',
      `no label '${label}:' stands after this`,
      statement,
      position,
    );
  }
  fillEntries(sections.all, assembly.statement);
  // What .eh_frame, .debug_line and view numbers are made of.
  layOut(sections.all);
  settleViews(assembly);
  emitFrames(assembly);
  emitLineTable(assembly);
  layOut(sections.all, problems);
  settleAliases(assembly);
  checkSymbols(assembly);
  const builder = new ObjectBuilder(sections.all);
  builder.measure(assembly);
  resolveFixups(assembly, builder);
  return builder;
}

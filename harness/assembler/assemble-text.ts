import { Assembly } from './assembly.ts';
import type { Surroundings } from './assembly.ts';
import { assembleStatement } from './assemble-statement.ts';
import { readStatements } from './directives/file.ts';
import { binary, number } from './constant.ts';
import { flushPools } from './instruction.ts';
import { layOut } from './layout.ts';
import { emitLineTable, settleViews } from './line-program.ts';
import type { Locator } from './locator.ts';
import { ObjectBuilder, settleAliases } from './object-builder.ts';
import type { ObjectFile } from './object.ts';
import type { Problems } from './problems.ts';
import { resolveFixups } from './resolve.ts';
import { plainRequest } from './section-attributes.ts';
import { SourceError } from './source-error.ts';
import type { SourceText } from './source.ts';
import { sectionFlag, sectionType } from './special-sections.ts';
import type { Statement } from './statement.ts';
import { unwindTable } from './unwind-table.ts';

/**
 * A preprocessed text -> object file: statements one by one, then literals, addresses, values.
 *
 * @throws HcallError with every error of the text
 */
export function assembleText(
  source: SourceText,
  surroundings: Surroundings,
  problems: Problems,
  locator: Locator,
): ObjectFile {
  const first: Statement = { text: '', source, line: 0, column: 0 };
  const assembly = new Assembly(surroundings, problems, first);
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
  while (!problems.full) {
    try {
      const statement = input.next((level) => {
        const open = conditionals.leave(level);
        if (open !== undefined) {
          reportOpen(problems, open);
        }
      });
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
        error.note,
        error.end,
      );
      // Whatever calls itself without an end would report itself without an end.
      if (error.code === 'expansion-too-deep' || error.code === 'expansion-too-large') {
        input.stop();
      }
    }
  }
}

/** Writes .eh_frame when .cfi directives ask for it. */
function emitUnwindTable(assembly: Assembly): void {
  const { problems, sections, fixups } = assembly;
  const frames = assembly.frames.filter(({ isListed }) => isListed);
  const open = assembly.frames.find(({ end }) => end === undefined);
  if (open !== undefined) {
    problems.error('unterminated-block', `no '.cfi_endproc' closes this`, open.statement, 0);
  }
  if (frames.length === 0) {
    return;
  }
  const { section } = assembly.openSection('.eh_frame', {
    ...plainRequest,
    flags: sectionFlag.alloc,
    type: sectionType.progbits,
  });
  section.align(8);
  sections.switchTo(section.subsection(0));
  const { bytes, starts } = unwindTable(frames);
  const here = assembly.place();
  const { fragment } = assembly.subsection;
  const before = fragment.length;
  if ((fragment.address + before) % 8 !== 0) {
    problems.error(
      'syntax-error',
      'the bytes in .eh_frame before those of .cfi directives are no multiple of 8',
      frames[0]?.statement ?? assembly.statement,
      0,
    );
  }
  assembly.emitBytes(bytes);
  for (const { offset, frame } of starts) {
    const place = binary('+', { kind: 'symbol', symbol: here }, number(BigInt(offset)));
    const expression = binary('-', { kind: 'symbol', symbol: frame.start }, place);
    fixups.push({
      kind: 'data',
      fragment,
      offset: before + offset,
      statement: frame.statement,
      position: 0,
      size: 4,
      expression,
    });
  }
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
  // What .eh_frame, .debug_line and view numbers are made of.
  layOut(sections.all);
  settleViews(assembly);
  emitUnwindTable(assembly);
  emitLineTable(assembly);
  layOut(sections.all, problems);
  settleAliases(assembly);
  const builder = new ObjectBuilder(sections.all);
  builder.measure(assembly);
  resolveFixups(assembly, builder);
  return builder;
}

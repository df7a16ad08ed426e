import type { Assembly } from './assembly.ts';
import { binary, number } from './constant.ts';
import type { Frame } from './frame.ts';
import { plainRequest } from './section-attributes.ts';
import type { SectionRequest } from './section-attributes.ts';
import { sectionFlag, sectionType } from './special-sections.ts';
import type { Expression } from './symbol.ts';
import { unwindTable } from './unwind-table.ts';
import type { TableKind } from './unwind-table.ts';

/** Bytes; entries and the tables themselves are aligned to it. */
const alignment = 8;

const sections: Readonly<
  Record<TableKind, { readonly name: string; readonly request: SectionRequest }>
> = {
  unwind: {
    name: '.eh_frame',
    request: { ...plainRequest, flags: sectionFlag.alloc, type: sectionType.progbits },
  },
  debug: { name: '.debug_frame', request: { ...plainRequest, type: sectionType.progbits } },
};

/** Writes .eh_frame and .debug_frame where .cfi directives ask for them. The layout of the code must be settled. */
export function emitFrames(assembly: Assembly): void {
  const { frames, problems } = assembly;
  const open = frames.find(({ end }) => end === undefined);
  if (open !== undefined) {
    problems.error('unterminated-block', `no '.cfi_endproc' closes this`, open.statement, 0);
  }
  for (const kind of ['unwind', 'debug'] as const) {
    const listed = frames.filter((frame) => frame.sections[kind]);
    if (listed.length > 0) {
      emitTable(assembly, listed, kind);
    }
  }
}

function emitTable(assembly: Assembly, frames: readonly Frame[], kind: TableKind): void {
  const { name, request } = sections[kind];
  const { section } = assembly.openSection(name, request);
  section.align(alignment);
  assembly.sections.switchTo(section.subsection(0));
  const { bytes, references, labels } = unwindTable(frames, kind);
  const here = assembly.place();
  const { fragment } = assembly.subsection;
  const before = fragment.length;
  if ((fragment.address + before) % alignment !== 0) {
    assembly.problems.error(
      'syntax-error',
      `the bytes in ${name} before those of .cfi directives are no multiple of ${alignment}`,
      frames[0]?.statement ?? assembly.statement,
      0,
    );
  }
  assembly.emitBytes(bytes);
  for (const { symbol, offset, statement } of labels) {
    if (symbol.isDefined) {
      const message = `symbol '${symbol.name}' is defined already`;
      assembly.problems.error('symbol-redefined', message, statement, 0);
    }
    symbol.definition = { kind: 'label', fragment, offset: before + offset };
    symbol.statement = statement;
  }
  const placeAt = (offset: number): Expression =>
    binary('+', { kind: 'symbol', symbol: here }, number(BigInt(offset)));
  for (const { offset, size, isRelative, target, frame } of references) {
    const address = typeof target === 'number' ? placeAt(target) : target;
    assembly.fixups.push({
      kind: 'data',
      fragment,
      offset: before + offset,
      statement: frame.statement,
      position: 0,
      size,
      expression: isRelative ? binary('-', address, placeAt(offset)) : address,
    });
  }
}

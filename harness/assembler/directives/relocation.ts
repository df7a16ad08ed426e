import { instructionWord } from '../../architecture/a64/word.ts';
import { nop } from '../../architecture/a64/instructions.ts';
import { emitWord } from '../instruction.ts';
import { descriptorRelocations } from '../relocation-operators.ts';
import { relocationNumber } from '../relocation-names.ts';
import { SourceError } from '../source-error.ts';
import type { Directive, DirectiveTable } from './directive.ts';

/** `.tlsdesccall symbol`: what the instruction behind it is to the linker. */
function descriptor(type: number): Directive {
  return (assembly, cursor) => {
    cursor.skipSpace();
    const position = cursor.position;
    const expression = assembly.expression(cursor);
    const { subsection, statement } = assembly;
    const { fragment } = subsection;
    const place = { fragment, offset: fragment.length, statement, position };
    assembly.fixups.push({ ...place, kind: 'relocation', type, expression });
  };
}

/** `.reloc place, name, expression`: a relocation as it is. */
const relocation: Directive = (assembly, cursor) => {
  cursor.skipSpace();
  const position = cursor.position;
  const place = assembly.expression(cursor);
  cursor.expect(',');
  cursor.skipSpace();
  const start = cursor.position;
  const name = cursor.word() ?? '';
  const type = relocationNumber(name);
  if (type === undefined) {
    throw new SourceError('bad-relocation', `unknown relocation '${name}'`, start);
  }
  const expression = cursor.accept(',') ? assembly.expression(cursor) : undefined;
  const { subsection, statement } = assembly;
  const { fragment } = subsection;
  const own = { fragment, offset: fragment.length, statement, position };
  assembly.fixups.push({ ...own, kind: 'given', type, place, expression });
};

/** `.nop`: one instruction. With a number of bytes GNU as 2.40 adds as many as depend on where it stands. */
const noOperation: Directive = (assembly, cursor) => {
  const bytes = cursor.atEnd ? undefined : assembly.numberNow(assembly.expression(cursor));
  if (bytes !== undefined && bytes > 0n) {
    throw new SourceError(
      'value-out-of-range',
      `'.nop' with a size is one instruction or several, by the place where it stands`,
      0,
      'write .rept and nop, or .balign',
    );
  }
  emitWord(assembly, instructionWord(nop));
};

/** `.nops size`: GNU as has it for other processors. */
const nops: Directive = () => {
  throw new SourceError(
    'unknown-directive',
    `'.nops' is not implemented for AArch64, neither in GNU as 2.40 nor here`,
    0,
    'write .rept and nop, or .balign',
  );
};

export const relocationDirectives: DirectiveTable = {
  reloc: relocation,
  nop: noOperation,
  nops,
  ...Object.fromEntries(
    Object.entries(descriptorRelocations).map(([name, type]) => [name, descriptor(type)]),
  ),
};

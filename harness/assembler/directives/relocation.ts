import { descriptorRelocations } from '../relocation-operators.ts';
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

export const relocationDirectives: DirectiveTable = {
  ...Object.fromEntries(
    Object.entries(descriptorRelocations).map(([name, type]) => [name, descriptor(type)]),
  ),
};

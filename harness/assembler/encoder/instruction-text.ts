import { formOf } from '../../architecture/a64/decode.ts';
import type { Form } from '../../architecture/a64/form.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { CompiledSyntax } from './compiled-syntax.ts';
import { compileSyntax, printSyntax } from './compiled-syntax.ts';

const compiled = new Map<Form, readonly CompiledSyntax[]>();

function syntaxesOfForm(form: Form): readonly CompiledSyntax[] {
  let found = compiled.get(form);
  if (found === undefined) {
    found = form.syntaxes.map((syntax) => compileSyntax(form, syntax));
    compiled.set(form, found);
  }
  return found;
}

/**
 * The instruction at this address as GNU objdump writes it, by the first of its syntaxes that fits: aliases stand before
 * what they stand for. Undefined for a word that the table has not, or has no syntax for.
 */
export function instructionText(word: InstructionWord, address: bigint): string | undefined {
  const form = formOf(word);
  if (form === undefined) {
    return undefined;
  }
  for (const syntax of syntaxesOfForm(form)) {
    const text = printSyntax(syntax, word, address);
    if (text !== undefined) {
      return text;
    }
  }
  return undefined;
}

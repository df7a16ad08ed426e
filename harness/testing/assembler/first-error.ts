import type { createAssembler } from '../../assembler/assemble.ts';
import { HcallError } from '../../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

type Assembler = Awaited<ReturnType<typeof createAssembler>>;

/** The first thing that is wrong with a source; undefined where it assembles. */
export function firstError(assembler: Assembler, text: string): Diagnostic | undefined {
  try {
    assembler.assemble({ path: 'source.s', text });
  } catch (error) {
    if (error instanceof HcallError) {
      return error.diagnostics[0];
    }
    throw error;
  }
  return undefined;
}

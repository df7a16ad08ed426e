import type { HcallError } from '../../diagnostics/diagnostic.ts';
import { problem } from '../../diagnostics/diagnostic.ts';

/** The error for a file whose fields contradict one another or the file's size. */
export function malformed(path: string, reason: string): HcallError {
  return problem('elf-malformed', `'${path}' is not a sound ELF file: ${reason}`);
}

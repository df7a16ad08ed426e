import { withElfBytes } from './elf-bytes.ts';
import { readElfHeader, startsAsElf } from './elf-header.ts';

/**
 * Whether a file is a relocatable ELF object, a linked ELF image, or something else (a source).
 *
 * @throws HcallError object-unreadable; elf-malformed or elf-unsupported for an ELF file that cannot be used
 */
export function elfKind(path: string): 'object' | 'image' | undefined {
  return withElfBytes(path, (bytes) =>
    startsAsElf(bytes) ? readElfHeader(bytes).kind : undefined,
  );
}

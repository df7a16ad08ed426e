import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileLimits, readRegularText } from '../../files/regular-file.ts';

/** Macros of the bundled ABIs whose body stands for several places of one table. */
const macros: readonly (readonly [use: RegExp, body: string])[] = [
  [/^\tventry\t(\w+).*$/gm, '\t.align 7\n\tb\t$1'],
  [/^\tinvalid_vector\t(\w+)$/gm, '\t.type $1, %function\n$1:\n\tb\t$1\n\t.size $1, . - $1'],
  [/^\tsave_x0_to_x3$/gm, '\tstp\tx0, x1, [sp, #-16]!\n\tstp\tx2, x3, [sp, #-16]!'],
  [/^\trestore_x0_to_x3$/gm, '\tldp\tx2, x3, [sp], #16\n\tldp\tx0, x1, [sp], #16'],
];

/** Puts the bodies of macros into the sources of a copy of the bundled ABIs. */
export function inlined(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.[Sh]$/.test(name))) {
    const path = join(folder, file);
    const text = readRegularText(path, fileLimits.source);
    writeFileSync(
      path,
      macros.reduce((rest, [use, body]) => rest.replace(use, body), text),
    );
  }
}

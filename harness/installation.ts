import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileLimits, readRegularText } from './files/regular-file.ts';

/** The folder of this package: it holds asm/ and fixtures/ next to the code, which is in harness or dist. */
const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** The ABIs that come with hcall. */
export const bundledAbiFolder = join(packageFolder, 'asm');

/** What `hcall init` writes. */
export const templatesFolder = join(packageFolder, 'harness/templates');

/** What the set-up unpacked where it could not install packages. */
export const unpackedFolder = join(packageFolder, '.system');

/** hcall's own version. */
export function packageVersion(): string {
  const text = readRegularText(join(packageFolder, 'package.json'), fileLimits.document);
  return (JSON.parse(text) as { readonly version: string }).version;
}

import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file of a worker's module beside the one with this URL, in the same form: compiled or not. */
export function workerModule(url: string, name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(url)}`, url));
}

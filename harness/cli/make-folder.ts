import { existsSync, mkdirSync } from 'node:fs';
import { notWritable } from './outputs.ts';

/** Makes a folder with those above it, if it is not there; `name` is what the user calls it. Throws `output-not-writable`. */
export function makeFolder(path: string, name: string): void {
  if (!existsSync(path)) {
    try {
      mkdirSync(path, { recursive: true });
    } catch (error) {
      throw notWritable(error, name);
    }
  }
}

import { makeFolders } from '../files/make-folders.ts';
import { notWritable } from './outputs.ts';

/** Makes a folder with those above it, if it is not there; `name` is what the user calls it. Throws `output-not-writable`. */
export function makeFolder(path: string, name: string): void {
  try {
    makeFolders(path);
  } catch (error) {
    throw notWritable(error, name);
  }
}

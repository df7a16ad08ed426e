import { fileLimits, readRegularText } from '../files/regular-file.ts';

/** The text of a source, for excerpts; undefined when it cannot be read. */
export function readSource(file: string): string | undefined {
  try {
    return readRegularText(file, fileLimits.source);
  } catch {
    return undefined;
  }
}

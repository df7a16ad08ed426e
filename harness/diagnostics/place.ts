import type { Plain } from '../collections/plain.ts';
import type { placeShape } from './diagnostic-shape.ts';

/** A position in a source text. Lines and columns count from 1; a column counts UTF-16 code units. */
export type Place = Plain<typeof placeShape>;

/** `file:line:column`, the form that terminals and editors link. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

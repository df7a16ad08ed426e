import { given } from '../../collections/given.ts';
import { SourceText } from './source.ts';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import type { Excerpt, HcallError } from '../../diagnostics/diagnostic.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';

/** A problem with something that a fixture says, with the line that says it. */
export function problemAt(
  code: DiagnosticCode,
  message: string,
  place: Place | undefined,
  note?: string,
): HcallError {
  const excerpt = place === undefined ? undefined : excerptAt(place);
  return problem(code, message, {
    ...given({ place, excerpt, note }),
  });
}

/** Undefined for a call of the command line, which has no file. */
function excerptAt(place: Place): Excerpt | undefined {
  try {
    return { ...SourceText.read(place.file).excerptAt(place), length: 1 };
  } catch {
    return undefined;
  }
}

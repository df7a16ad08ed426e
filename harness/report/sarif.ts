import { pathToFileURL } from 'node:url';
import { isAbsolute, sep } from 'node:path';
import { given } from '../collections/given.ts';
import type { Location, Log, ReportingDescriptor } from 'sarif';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { jsonText } from '../diagnostics/shown.ts';
import { packageVersion } from '../installation.ts';
import { explanationOf } from './code-explanations.ts';

/** One thing that a command complains about. */
export interface SarifResult {
  /** Of a finding, a note or an error, or a word of the command's own. */
  readonly code: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly place?: Place;
  /** What the same thing has in the next run, too, though lines move: a test's id, say. */
  readonly identity?: string;
}

export interface SarifOptions {
  /** How the service that reads the log names a file; as it is, if left out. */
  readonly serviceFile?: (file: string) => string;
  /** What the codes mean that `hcall explain` does not know. */
  readonly explanations?: Readonly<Record<string, string>>;
}

/** Places of errors are results, too: what hcall cannot work with is wrong with the tree. */
export function diagnosticResult({
  code,
  severity,
  message,
  place,
  note,
}: Diagnostic): SarifResult {
  return {
    code,
    level: severity,
    message: note === undefined ? message : `${message}\n${note}`,
    ...given({ place }),
  };
}

/**
 * A log of SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), as code scanning services and editors read it:
 * one run, with a rule for each code that occurs.
 */
export function sarifLog(results: readonly SarifResult[], options: SarifOptions = {}): string {
  const { explanations = {} } = options;
  const codes = [...new Set(results.map(({ code }) => code))].toSorted();
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'hcall',
            version: packageVersion(),
            rules: codes.map((code) => rule(code, explanations[code] ?? explanationOf(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: results.map((result) => ({
          ruleId: result.code,
          ruleIndex: codes.indexOf(result.code),
          level: result.level,
          message: { text: result.message },
          ...(result.place === undefined
            ? {}
            : { locations: [location(result.place, options.serviceFile)] }),
          ...(result.identity === undefined
            ? {}
            : { partialFingerprints: { 'hcall/v1': result.identity } }),
        })),
      },
    ],
  };
  return `${jsonText(log)}\n`;
}

function rule(code: string, explanation: string | undefined): ReportingDescriptor {
  return explanation === undefined
    ? { id: code }
    : { id: code, fullDescription: { text: explanation } };
}

function location(place: Place, serviceFile: (file: string) => string = (file) => file): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(serviceFile(place.file)) },
      region: { startLine: place.line, startColumn: place.column },
    },
  };
}

/** A relative reference as RFC 3986 writes it, or a file URL. Half a surrogate pair, which no URL can name, is U+FFFD there. */
function uriOf(file: string): string {
  if (isAbsolute(file)) {
    return pathToFileURL(file).href;
  }
  return file
    .split(sep)
    .map((part) => encodeURIComponent(part.replaceAll(/\p{Cs}/gu, '\uFFFD')))
    .join('/');
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import { blobHeader } from '../report/blob.ts';
import type { RunEvent } from '../run/event.ts';
import type { RecordedRun } from '../run/merge.ts';

/**
 * Reads what `--reporter blob` wrote; a last line that was cut off is left out. Throws `path-not-found`, or `not-a-blob`
 * for another kind of file or version.
 */
export function readBlob(file: string, cwd: string): RecordedRun {
  const [first = '', ...lines] = readText(file, cwd).split('\n');
  const header = parse(first) as Partial<typeof blobHeader> | undefined;
  if (header?.format !== blobHeader.format || header.version !== blobHeader.version) {
    throw problem('not-a-blob', `'${file}' is no blob of this version of hcall`, {
      note: 'write it with hcall run --reporter blob --output FILE',
    });
  }
  const events = lines.flatMap((line) => (parse(line) as RunEvent | undefined) ?? []);
  return { file, events };
}

/** Microseconds by test id, from a blob. Throws what `readBlob` throws. */
export function readDurations(file: string, cwd: string): Map<string, number> {
  const { events } = readBlob(file, cwd);
  return new Map(
    events.flatMap((event): [string, number][] =>
      event.type === 'test-end' ? [[event.result.id, event.result.us]] : [],
    ),
  );
}

function readText(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch {
    throw problem('path-not-found', `cannot read '${file}'`);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

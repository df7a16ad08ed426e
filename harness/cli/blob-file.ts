import { resolve } from 'node:path';
import { firstIssue } from '../collections/first-issue.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import { blobHeader } from '../report/blob.ts';
import { EventOrder } from '../run/event-order.ts';
import type { RunEvent } from '../run/event.ts';
import type { RecordedRun } from '../run/merge.ts';

/**
 * Reads what `--reporter blob` wrote. The last line may be cut off, as by a process that was killed: it is left out, and so
 * the run has no end. Throws `path-not-found`, `not-a-blob` for another kind of file or version, and `damaged-blob`, with
 * the line, for events that no run gives.
 */
export async function readBlob(file: string, cwd: string): Promise<RecordedRun> {
  const [first = '', ...lines] = readText(file, cwd).split('\n');
  if (!isHeader(parse(first))) {
    throw problem('not-a-blob', `'${file}' is no blob of this version of hcall`, {
      note: 'write it with hcall run --reporter blob --output FILE',
    });
  }
  // Behind the last line break there is nothing, or what is left of a line.
  const rest = lines.pop() ?? '';
  if (rest !== '' && parse(rest) !== undefined) {
    lines.push(rest);
  }
  // Few commands read a blob: only then the checks are worth their loading time.
  const { eventShape } = await import('../run/event-shape.ts');
  const order = new EventOrder();
  const events = lines.map((line, index): RunEvent => {
    const value = parse(line);
    if (value === undefined) {
      throw damaged(file, index + 2, 'it is no JSON');
    }
    const { success, data, error } = eventShape.safeParse(value);
    if (!success) {
      throw damaged(file, index + 2, firstIssue(error));
    }
    const wrong = order.add(data);
    if (wrong !== undefined) {
      throw damaged(file, index + 2, wrong);
    }
    return data;
  });
  return { file, events };
}

/** Microseconds by test id, from a blob. Throws what `readBlob` throws. */
export async function readDurations(file: string, cwd: string): Promise<Map<string, number>> {
  const { events } = await readBlob(file, cwd);
  return new Map(
    events.flatMap((event): [string, number][] =>
      event.type === 'test-end' ? [[event.result.id, event.result.us]] : [],
    ),
  );
}

function readText(file: string, cwd: string): string {
  try {
    return readRegularText(resolve(cwd, file), fileLimits.record);
  } catch (error) {
    throw problem('path-not-found', `cannot read '${file}': ${reasonOf(error)}`);
  }
}

function isHeader(value: unknown): boolean {
  const header = value as Partial<typeof blobHeader> | null | undefined;
  return header?.format === blobHeader.format && header.version === blobHeader.version;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function damaged(file: string, line: number, reason: string): HcallError {
  return problem('damaged-blob', `the blob is damaged: ${reason}`, {
    place: { file, line, column: 1 },
    note: 'run that part again; a report without this line could be green for a test that failed',
  });
}

import type { Isolation } from '../run/isolation.ts';
import type { RunOptions } from '../run/run.ts';
import { run } from '../run/run.ts';
import { RunHeader } from '../run/document-header.ts';
import type { RunEvent } from '../run/event.ts';
import type { Coverage } from './coverage.ts';
import { CoverageCollector } from './coverage.ts';

export interface CoverOptions extends Omit<RunOptions, 'isolation' | 'reach' | 'retries' | 'bail'> {
  readonly isolation: Isolation;
  /** Only sources of which this says so; it gets the path that reports show. */
  readonly isWanted: (file: string) => boolean;
}

/** Runs the selected tests and reports what they reached of the code. Throws what `run` throws. */
export async function cover(
  { isWanted, ...options }: CoverOptions,
  emit: (event: RunEvent) => void,
): Promise<Coverage> {
  const collector = new CoverageCollector();
  const header = new RunHeader();
  await run({ ...options, bail: false, reach: collector }, (event) => {
    header.handle(event);
    emit(event);
  });
  return { ...header.of('cover'), ...collector.coverage(isWanted) };
}

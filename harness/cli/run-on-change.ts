import { resolve } from 'node:path';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';
import { dependencies } from '../run/dependencies.ts';
import type { DependencyOptions } from '../run/dependencies.ts';
import type { Context } from './context.ts';
import { projectFilePlaces } from './project-file.ts';
import type { Watched } from './watch.ts';
import { Watcher } from './watch.ts';

/**
 * Runs again and again, whenever something changes that a run depends on, until it is interrupted. A mistake in what is read
 * before a run is reported, and the next change waited for. Objects of sources that did not change come from the cache.
 *
 * @param paths fixtures, as the user wrote them; empty: the default ones
 * @param settle what a run is to do; reads the project file and looks for folders, so that these may change as well
 */
export async function runOnChange<Options extends DependencyOptions>(
  paths: readonly string[],
  settle: () => Promise<Options>,
  run: (options: Options) => Promise<void>,
  { cwd, interruption, stderr }: Pick<Context, 'cwd' | 'interruption' | 'stderr'>,
): Promise<void> {
  const watcher = new Watcher();
  const files = projectFilePlaces(cwd);
  const named = paths.length > 0 ? paths : ['fixtures'];
  let watched: Watched = { folders: named.map((path) => resolve(cwd, path)), files };
  try {
    do {
      try {
        // First what is known already: what changes while the rest is found out counts.
        watcher.watch(watched);
        const options = await settle();
        watched = watchedOf(options, files);
        watcher.watch(watched);
        await run(options);
      } catch (error) {
        if (!(error instanceof HcallError)) {
          throw error;
        }
        for (const diagnostic of error.diagnostics) {
          stderr.write(`${renderDiagnostic(diagnostic, { colour: stderr.colour })}\n`);
        }
      }
      if (!interruption.aborted) {
        stderr.write('\nwaiting for a change; an interrupt (Ctrl-C) ends it\n');
      }
    } while (await watcher.change(interruption));
  } finally {
    watcher.close();
  }
}

function watchedOf(options: DependencyOptions, files: readonly string[]): Watched {
  const { paths, abiFolders, cwd } = options;
  return {
    folders: [...paths.map((path) => resolve(cwd, path)), ...abiFolders],
    files: [...files, ...dependencies(options)],
  };
}

import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suggest } from '../abi/document/suggestion.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import type { Reporter, ReporterOptions } from '../report/reporter.ts';
import { reporterNames } from '../report/reporter.ts';
import type { RunEvent } from '../run/event.ts';

/** Whether `--reporter` names a module of the user's: `./mine.js`, `/home/me/mine.mjs`. */
export function isModulePath(name: string): boolean {
  return /^\.{0,2}\//.test(name) || /\.[cm]?js$/.test(name);
}

/** What may have been meant by a name that is none of hcall's reporters. */
export function unknownReporterNote(name: string): string {
  const own = 'reporter of your own is a path: ./mine.js';
  const meant = suggest(name, reporterNames) ?? '';
  return meant.endsWith('?') ? `${meant} A ${own}` : `${meant}; a ${own}`;
}

/**
 * A reporter that a module's default export makes: a function of the reporter's options that gives something with
 * `handle(event)`. Throws 'reporter-unusable' for a module that cannot be loaded, and for what makes no reporter; so
 * does `handle` where the reporter throws.
 */
export async function ownReporter(
  name: string,
  cwd: string,
  options: ReporterOptions,
): Promise<Reporter> {
  let made: unknown;
  const file = resolve(cwd, name);
  if (!existsSync(file)) {
    throw unusable(name, new Error(`there is no '${file}'`));
  }
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
    if (typeof module.default !== 'function') {
      throw new TypeError('its default export is no function');
    }
    made = (module.default as (options: ReporterOptions) => unknown)(options);
    if (!isReporter(made)) {
      throw new TypeError('what its default export returns has no method handle(event)');
    }
  } catch (error) {
    throw unusable(name, error);
  }
  const reporter = made;
  return {
    handle: (event: RunEvent): void => {
      try {
        reporter.handle(event);
      } catch (error) {
        throw unusable(name, error);
      }
    },
  };
}

function isReporter(made: unknown): made is Reporter {
  return (
    typeof made === 'object' &&
    made !== null &&
    'handle' in made &&
    typeof made.handle === 'function'
  );
}

function unusable(name: string, error: unknown): HcallError {
  const isScript = name.endsWith('.js') && (error as Partial<Error>).name === 'SyntaxError';
  return problem('reporter-unusable', `the reporter '${name}' cannot be used: ${reasonOf(error)}`, {
    note: isScript
      ? `where no package.json says "type": "module", a file with 'export' is named ${basename(name, '.js')}.mjs`
      : 'export default (options) => ({ handle(event) { options.write(`${event.type}\\n`); } })',
  });
}

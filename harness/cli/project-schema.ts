import { resolve } from 'node:path';
import { z } from 'zod';
import type { Cursor } from '../abi/document/cursor.ts';
import { Problems, readEach, readParts } from '../abi/document/problems.ts';
import { readPartialShape } from '../abi/document/partial-shape.ts';
import type { SourceText } from '../abi/document/source.ts';
import { suggest } from '../abi/document/suggestion.ts';
import { readInteger } from '../abi/scalar.ts';
import { scalar, text } from '../abi/shape-parts.ts';
import { readStandIns } from '../abi/stand-in-reader.ts';
import { standIns } from '../abi/stand-in-schema.ts';
import { ValueReader } from '../abi/value-reader.ts';
import { isReporterName, reporterNames } from '../report/reporter.ts';
import { isModulePath, unknownReporterNote } from './own-reporter.ts';
import { longestTimeout, mostJobs } from './process-options.ts';
import type { Project } from './project.ts';
import { underProfile } from './project.ts';
import type { ReportRequest } from './report-requests.ts';
import { mostRetries } from './share-options.ts';

const reporter = z.union([
  text(`a reporter: ${reporterNames.join(', ')}, or a module of yours, ./mine.js`),
  z.strictObject({
    name: text('the reporter'),
    output: text('the file that it writes (default: the standard output)').optional(),
  }),
]);

const sectionKeys = {
  fixtures: z
    .array(z.string())
    .describe('files and folders that `hcall run` takes when it gets none')
    .optional(),
  abis: z.array(z.string()).describe('folders that hold ABIs, as with --abi-folder').optional(),
  include: z.array(z.string()).describe('folders for #include, as with -I').optional(),
  define: z
    .array(z.string())
    .describe('macros, NAME or NAME=VALUE, as with -D; of one name the last counts')
    .optional(),
  stubs: standIns
    .meta({
      description:
        'symbol: what stands for it in the vectors of every ABI, unless the ABI, the fixture or the test has a stub of that name; one that some vectors do not need is no mistake',
    })
    .optional(),
  reporters: z
    .array(reporter)
    .min(1)
    .describe('how `hcall run` and `hcall merge` report, as with --reporter and --output')
    .optional(),
  jobs: scalar('the most processes at a time, as with --jobs').optional(),
  timeout: scalar(
    'seconds that one piece of the work may take before it is ended, as with --timeout',
  ).optional(),
  retries: scalar('how often a test that fails runs again, as with --retries').optional(),
};

const sectionShape = z.strictObject(sectionKeys).meta({
  description: 'every key of the file but `profiles`',
});

export const projectShape = z.strictObject({
  ...sectionKeys,
  profiles: z
    .record(z.string(), sectionShape)
    .optional()
    .describe('name: settings that `--profile NAME` puts before those of the file'),
});

type SectionShape = z.output<typeof sectionShape>;

/** Where the paths of a project file lead. */
export interface ProjectPlaces {
  /** What they are relative to. */
  readonly directory: string;
  readonly pathExists: (path: string) => boolean;
}

/**
 * Reads a project file's text, under the profile of that name if one is given. Throws an HcallError with every mistake,
 * those of other profiles too, but for paths that only they name; and `unknown-profile`.
 */
export function parseProject(
  source: SourceText,
  places: ProjectPlaces,
  profile: string | undefined,
): Project {
  const problems = new Problems();
  const { written, cursor, shape } = readPartialShape(projectShape, source, problems);
  const { profiles = {}, ...file } = shape ?? {};
  const common = problems.attempt(() => readSection(file, cursor, places));
  const own = Object.entries(profiles).map(([name, section]) => {
    const pathExists = name === profile ? places.pathExists : () => true;
    const at = cursor.at('profiles', name);
    return [
      name,
      problems.attempt(() => readSection(section, at, { ...places, pathExists })),
    ] as const;
  });
  if (profile !== undefined) {
    problems.attempt(() => requireProfile(profile, written.at('profiles')));
  }
  problems.throwIfAny();
  const chosen = profile === undefined ? undefined : new Map(own).get(profile);
  return underProfile(common ?? {}, chosen ?? {});
}

/** Throws `unknown-profile`. */
function requireProfile(name: string, profiles: Cursor): void {
  if (profiles.at(name).value === undefined) {
    const { value } = profiles;
    const known = typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
    throw profiles.key.problem('unknown-profile', `no profile is named '${name}'`, {
      note: suggest(name, known),
    });
  }
}

function readSection(section: SectionShape, cursor: Cursor, places: ProjectPlaces): Project {
  const { directory, pathExists } = places;
  const pathsOf = (key: 'fixtures' | 'abis' | 'include'): string[] | undefined =>
    section[key] &&
    readEach(section[key].entries(), ([index, path]) =>
      existing(path, cursor.at(key, index), places),
    );
  const number = (key: 'jobs' | 'timeout' | 'retries', least: number, most: number) =>
    section[key] === undefined
      ? undefined
      : readCount(section[key], cursor.at(key), { least, most });
  return readParts<{ readonly [Key in keyof Required<Project>]: Project[Key] }>({
    fixtures: () => pathsOf('fixtures'),
    abiFolders: () => pathsOf('abis'),
    includes: () => pathsOf('include'),
    defines: () => section.define,
    standIns: () =>
      section.stubs &&
      readStandIns({ stubs: section.stubs }, cursor, {
        values: new ValueReader({ constants: new Map(), regions: new Map() }),
        fileExists: pathExists,
      }),
    reporters: () =>
      section.reporters &&
      readEach(section.reporters.entries(), ([index, one]) =>
        readReporter(one, cursor.at('reporters', index), { directory, pathExists }),
      ),
    jobs: () => number('jobs', 1, mostJobs),
    timeout: () => number('timeout', 1, longestTimeout),
    retries: () => number('retries', 0, mostRetries),
  });
}

/** Absolute. Throws `path-not-found`. */
function existing(path: string, at: Cursor, { directory, pathExists }: ProjectPlaces): string {
  const absolute = resolve(directory, path);
  if (!pathExists(absolute)) {
    throw at.problem('path-not-found', `no such file or folder: '${path}'`, {
      note: `paths are relative to the folder of ${at.source.file}`,
    });
  }
  return absolute;
}

function readReporter(
  shape: z.output<typeof reporter>,
  cursor: Cursor,
  places: ProjectPlaces,
): ReportRequest {
  const { name, output } = typeof shape === 'string' ? { name: shape, output: undefined } : shape;
  const at = typeof shape === 'string' ? cursor : cursor.at('name');
  if (!isModulePath(name) && !isReporterName(name)) {
    throw at.problem('unknown-reporter', `unknown reporter '${name}'`, {
      note: unknownReporterNote(name),
    });
  }
  return {
    name: isModulePath(name) ? existing(name, at, places) : name,
    file: output === undefined || output === '-' ? output : resolve(places.directory, output),
  };
}

/** Throws what `readInteger` throws. */
function readCount(
  written: string,
  at: Cursor,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const value = readInteger(written, at);
  if (value < BigInt(least) || value > BigInt(most)) {
    throw at.problem('integer-out-of-range', `expected ${least} to ${most}, found ${value}`);
  }
  return Number(value);
}

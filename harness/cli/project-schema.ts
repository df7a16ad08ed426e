import { resolve } from 'node:path';
import { z } from 'zod';
import { Problems } from '../abi/document/problems.ts';
import { readShape } from '../abi/document/shape.ts';
import type { SourceText } from '../abi/document/source.ts';

/** What a project file says; paths are absolute. */
export interface Project {
  /** Where fixtures are, when the command line names none. */
  readonly fixtures: readonly string[];
  /** Folders that hold ABIs, each a folder with an abi.yaml. */
  readonly abiFolders: readonly string[];
  /** For the preprocessor: -I and -D. */
  readonly includes: readonly string[];
  readonly defines: readonly string[];
}

export const projectShape = z.strictObject({
  fixtures: z
    .array(z.string())
    .optional()
    .describe('files and folders that `hcall run` takes when it gets none'),
  abis: z.array(z.string()).optional().describe('folders that hold ABIs'),
  include: z.array(z.string()).optional().describe('folders for #include, as with -I'),
  define: z.array(z.string()).optional().describe('macros, NAME or NAME=VALUE, as with -D'),
});

/**
 * Reads a project file's text. `directory` is what its paths are relative to. Throws an
 * HcallError with every mistake.
 */
export function parseProject(
  source: SourceText,
  directory: string,
  pathExists: (path: string) => boolean,
): Project {
  const problems = new Problems();
  const { cursor, shape: project } = readShape(projectShape, source, problems);
  const paths = (key: 'fixtures' | 'abis' | 'include'): string[] =>
    (project[key] ?? []).map((path, index) => {
      const absolute = resolve(directory, path);
      if (!pathExists(absolute)) {
        const error = cursor
          .at(key, index)
          .problem('path-not-found', `no such file or folder: '${path}'`, {
            note: `paths are relative to the folder of ${source.file}`,
          });
        error.diagnostics.forEach((diagnostic) => problems.add(diagnostic));
      }
      return absolute;
    });
  const result: Project = {
    fixtures: paths('fixtures'),
    abiFolders: paths('abis'),
    includes: paths('include'),
    defines: project.define ?? [],
  };
  problems.throwIfAny();
  return result;
}

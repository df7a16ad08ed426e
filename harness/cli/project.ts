import type { StandIns } from '../abi/stand-in.ts';
import { noStandIns, standInsOver } from '../abi/stand-in.ts';
import { given } from '../collections/given.ts';
import type { ReportRequest } from './report-requests.ts';

/** What a project file says, or one profile of it; paths are absolute, and what is not said is left out. */
export interface Project {
  /** Where fixtures are, when the command line names none. */
  readonly fixtures?: readonly string[];
  /** Folders that hold ABIs, each a folder with an abi.yaml. */
  readonly abiFolders?: readonly string[];
  /** For the preprocessor: -I and -D. */
  readonly includes?: readonly string[];
  readonly defines?: readonly string[];
  /** What stands for symbols in the vectors of every ABI. */
  readonly standIns?: StandIns;
  readonly reporters?: readonly ReportRequest[];
  readonly jobs?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly retries?: number;
}

/** What a project file says under one of its profiles: the profile first. Lists that are searched hold both. */
export function underProfile(file: Project, profile: Project): Project {
  const both = (key: 'abiFolders' | 'includes'): readonly string[] | undefined =>
    joined(profile[key], file[key]);
  return {
    ...given(file),
    ...given(profile),
    ...given({
      abiFolders: both('abiFolders'),
      includes: both('includes'),
      // Of one macro the last counts.
      defines: joined(file.defines, profile.defines),
    }),
    ...(file.standIns === undefined && profile.standIns === undefined
      ? {}
      : { standIns: standInsOver(profile.standIns ?? noStandIns, file.standIns ?? noStandIns) }),
  };
}

function joined(
  first: readonly string[] | undefined,
  second: readonly string[] | undefined,
): readonly string[] | undefined {
  return first === undefined && second === undefined
    ? undefined
    : [...(first ?? []), ...(second ?? [])];
}

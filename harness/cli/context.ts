import type { Layers } from './layers.ts';
import type { ExitCode } from './exit-code.ts';
import type { ShownOutput } from './shown-output.ts';
import type { Surroundings } from './surroundings.ts';

/** What every command gets. */
export interface Context extends Surroundings {
  readonly stdout: ShownOutput;
  readonly stderr: ShownOutput;
  readonly layers: Layers;
  /** Called once by the command that ran. */
  readonly exitWith: (code: ExitCode) => void;
}

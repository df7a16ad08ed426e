import type { Layers } from './layers.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Outputs } from './outputs.ts';
import type { ShownOutput } from './shown-output.ts';
import type { Surroundings } from './surroundings.ts';

/** What every command gets. */
export interface Context extends Omit<Surroundings, 'stdout' | 'stderr'> {
  readonly stdout: ShownOutput;
  readonly stderr: ShownOutput;
  readonly layers: Layers;
  readonly outputs: Outputs;
  /** Of several codes the first that applies counts. */
  readonly exitWith: (code: ExitCode) => void;
}

import type { Layers } from './layers.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Outputs } from './outputs.ts';
import type { ShownOutput } from './shown-output.ts';
import type { Surroundings } from './surroundings.ts';

/*
 * Words of this room. A command is one word after `hcall`, with its options and its action. Its context is what it gets
 * from the outside: the streams, the folder, the clock. Layers are the rooms below it, loaded when they are needed.
 * Settings are what the command line and hcall.yaml say together.
 */

/** What every command gets. */
export interface Context extends Omit<Surroundings, 'stdout' | 'stderr'> {
  readonly stdout: ShownOutput;
  readonly stderr: ShownOutput;
  readonly layers: Layers;
  readonly outputs: Outputs;
  /** Of several codes the first that applies counts. */
  readonly exitWith: (code: ExitCode) => void;
}

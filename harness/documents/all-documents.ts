import { describeCommands } from '../cli/command-description.ts';
import type { Context } from '../cli/context.ts';
import { systemLayers } from '../cli/layers.ts';
import { Outputs } from '../cli/outputs.ts';
import { createProgram } from '../cli/program.ts';
import { ShownOutput } from '../cli/shown-output.ts';
import { packageVersion } from '../installation.ts';
import type { Document } from './documents.ts';
import { documents } from './documents.ts';

/** The documents as the program is now. */
export async function allDocuments(): Promise<Document[]> {
  const program = await createProgram([], nobody());
  return documents({
    description: program.description(),
    version: packageVersion(),
    commands: describeCommands(program),
  });
}

/** The surroundings of a program that is described and never runs. */
function nobody(): Context {
  const silent = { write: () => {}, colour: false };
  const surroundings = {
    stdout: silent,
    stderr: silent,
    cwd: '/',
    environment: {},
    interruption: new AbortController().signal,
    clock: () => 0,
    randomSeed: () => 0,
  };
  return {
    ...surroundings,
    stdout: new ShownOutput(silent),
    stderr: new ShownOutput(silent),
    layers: systemLayers,
    outputs: new Outputs(surroundings),
    exitWith: () => {},
  };
}

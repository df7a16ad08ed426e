import { runCommandLine } from './command-line.ts';
import type { Layers } from './layers.ts';
import type { Surroundings } from './surroundings.ts';

/** What a command came to, with what it wrote. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, as from the folder `cwd`, without a terminal. */
export async function commandIn(
  cwd: string,
  args: readonly string[],
  layers?: Layers,
  environment: Surroundings['environment'] = process.env,
): Promise<CommandResult> {
  let out = '';
  let err = '';
  const surroundings = {
    stdout: { write: (text: string) => void (out += text), colour: false },
    stderr: { write: (text: string) => void (err += text), colour: false },
    cwd,
    environment,
    interruption: new AbortController().signal,
    clock: () => 0,
    randomSeed: () => 99,
  };
  const code = await runCommandLine(args, surroundings, layers);
  return { code, out, err };
}

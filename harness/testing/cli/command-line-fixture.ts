import { runCommandLine } from '../../cli/command-line.ts';
import type { Layers } from '../../cli/layers.ts';
import type { Surroundings } from '../../cli/surroundings.ts';

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
  {
    layers,
    interruption = new AbortController().signal,
    environment = process.env,
  }: {
    readonly layers?: Layers;
    readonly interruption?: AbortSignal;
    readonly environment?: Surroundings['environment'];
  } = {},
): Promise<CommandResult> {
  let out = '';
  let err = '';
  const surroundings = {
    stdout: { write: (data: string | Uint8Array) => void (out += textOf(data)), colour: false },
    stderr: { write: (data: string | Uint8Array) => void (err += textOf(data)), colour: false },
    cwd,
    environment,
    interruption,
    clock: () => 0,
    randomSeed: () => 99,
  };
  const code = await runCommandLine(args, surroundings, layers);
  return { code, out, err };
}

function textOf(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString();
}

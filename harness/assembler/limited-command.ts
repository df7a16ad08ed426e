import { spawnSync } from 'node:child_process';

/** Bytes of address space: a preprocessor needs a tenth of it for a kernel's headers. */
const mostMemory = 2 * 1024 * 1024 * 1024;

const limit = ['prlimit', `--as=${mostMemory}`] as const;

let canLimit: boolean | undefined;

/** prlimit(1) of util-linux; on other systems there is nothing like it without a shell. */
function mayLimit(): boolean {
  canLimit ??=
    process.platform === 'linux' && spawnSync(limit[0], [...limit.slice(1), 'true']).status === 0;
  return canLimit;
}

/**
 * A command line that ends when it asks for too much memory: macros may double without an end, or name a device by a text that
 * they paste together. The same command line where that cannot be done.
 */
export function limitMemory(command: readonly string[]): readonly string[] {
  return mayLimit() ? [...limit, ...command] : command;
}

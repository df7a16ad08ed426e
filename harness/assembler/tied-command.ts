import { spawnSync } from 'node:child_process';

/** setpriv(1) of util-linux: the kernel sends this signal to the program when its parent ends (prctl(2), PR_SET_PDEATHSIG). */
const tie = ['setpriv', '--pdeathsig', 'KILL'] as const;

let canTie: boolean | undefined;

/** Whether programs can be tied to their parent: on Linux with setpriv. */
function mayTie(): boolean {
  canTie ??=
    process.platform === 'linux' && spawnSync(tie[0], [...tie.slice(1), 'true']).status === 0;
  return canTie;
}

/**
 * A command line that ends with this process, whatever ends it: a preprocessor that waits for a file would stay for ever.
 * It alone is tied: see `tieToDriver` for what it starts in its turn. The same command line where that cannot be done;
 * there such a program stays behind only when this process is killed.
 */
export function tieToParent(command: readonly string[]): readonly string[] {
  return mayTie() ? [...tie, ...command] : command;
}

/** Arguments for GCC's drivers, of which `cpp` is one: what they start ends with them. Clang does not know them. */
export function tieToDriver(): readonly string[] {
  return mayTie() ? ['-wrapper', tie.join(',')] : [];
}

import { spawnSync } from 'node:child_process';

/** z3's answers to scripts, each by itself: `sat`, `unsat` or what went wrong. */
export function satisfiable(scripts: readonly string[]): readonly string[] {
  const { stdout, error } = spawnSync('z3', ['-smt2', '-in', '-T:200'], {
    input: scripts.join('(reset)\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) {
    throw error;
  }
  // Values cannot be had where there are none.
  return stdout
    .split('\n')
    .filter((line) => /^(?:sat|unsat|unknown|timeout)$|^\(error/.test(line))
    .filter((line) => !line.includes('model is not available'));
}

import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a shell command line in which $hcall is this checkout's program. */
function shell(command: string) {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    encoding: 'utf8',
    env: { ...process.env, hcall: `${checkout}scripts/hcall` },
  });
  return { status, stdout, stderr };
}

describe('the program', () => {
  test('keeps the exit code when the reader of its output goes away', () => {
    const { stdout, stderr } = shell(
      '(for i in 1 2 3; do "$hcall" explain; done; echo "$?" >&2) | head -n 1',
    );
    expect(stdout).toBe('Findings: what a call did wrong\n');
    expect(stderr).toBe('0\n');
  });

  test('reports that its output cannot be written', () => {
    const { status, stderr } = shell('"$hcall" explain > /dev/full');
    expect(status).toBe(2);
    expect(stderr).toBe(
      'error: cannot write the standard output: no space left on device [output-not-writable]\n',
    );
  });

  test('runs from any folder', () => {
    const { status, stdout } = shell('cd / && "$hcall" --version');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '0.1.0\n' });
  });

  test('runs through a symbolic link', () => {
    const { status, stdout } = shell(
      'folder=$(mktemp -d) && trap "rm -r $folder" EXIT && ln -s "$hcall" "$folder/hcall" && "$folder/hcall" --version',
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '0.1.0\n' });
  });

  test('writes no colours into a pipe', () => {
    // oxlint-disable-next-line no-control-regex
    expect(shell('CI=true "$hcall" explain bad-usage').stdout).not.toMatch(/\u001B/);
  });

  test('passes on the exit code of a mistake', () => {
    expect(shell('"$hcall" rnu')).toMatchObject({ status: 2, stdout: '' });
  });
});

test('refuses an argument that the set-up does not know', () => {
  expect(shell('"${hcall%/hcall}/setup" --test')).toMatchObject({ status: 2, stdout: '' });
});

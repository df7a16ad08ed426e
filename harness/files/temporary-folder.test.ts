import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TemporaryFolder } from './temporary-folder.ts';

test('is for this user alone, and removed with what is in it', () => {
  const folder = new TemporaryFolder('hcall-folder-test-');
  expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  writeFileSync(join(folder.path, 'file'), '');
  folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

test('is removed when the process exits', () => {
  const built = fileURLToPath(new URL('../../dist/files/temporary-folder.js', import.meta.url));
  const code = `
    const { TemporaryFolder } = await import(${JSON.stringify(built)});
    process.stdout.write(new TemporaryFolder('hcall-folder-test-').path);
    process.exit(0);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  });
  expect(stdout).toContain('hcall-folder-test-');
  expect(existsSync(stdout)).toBe(false);
});

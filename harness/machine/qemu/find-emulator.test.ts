import { afterAll, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HcallError } from '../../diagnostics/diagnostic.ts';
import { emulatorVersion, findEmulator } from './find-emulator.ts';

const folder = mkdtempSync(join(tmpdir(), 'hcall-find-emulator-'));
const program = join(folder, 'qemu-system-aarch64');
writeFileSync(program, '#!/bin/sh\necho "QEMU emulator version 9.8.7 (Debian 1:9.8)"\n');
chmodSync(program, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

test('finds it in a folder of PATH, with its version', () => {
  const found = findEmulator(`/nowhere::${folder}`);
  expect([found, emulatorVersion(found)]).toEqual([program, '9.8.7']);
});

test('names the package where it is missing', () => {
  let error: unknown;
  try {
    findEmulator('/nowhere');
  } catch (thrown) {
    error = thrown;
  }
  expect((error as HcallError).diagnostics).toMatchObject([
    {
      code: 'emulator-missing',
      note: expect.stringContaining('apt-get install qemu-system-arm') as unknown as string,
    },
  ]);
});

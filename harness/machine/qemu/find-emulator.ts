import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { problem } from '../../diagnostics/diagnostic.ts';

const program = 'qemu-system-aarch64';

/** The emulator's file, by PATH. Throws an HcallError 'emulator-missing'. */
export function findEmulator(path = process.env['PATH'] ?? ''): string {
  const found = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find(isExecutable);
  if (found === undefined) {
    throw problem('emulator-missing', `there is no ${program}`, {
      note: 'install it: sudo apt-get install qemu-system-arm (Fedora: sudo dnf install qemu-system-aarch64; macOS: brew install qemu)',
    });
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `7.2.22` */
export function emulatorVersion(file: string): string {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return /version (\d+(?:\.\d+)*)/.exec(stdout)?.[1] ?? 'of an unknown version';
}

import { existsSync } from 'node:fs';

/** What hcall needs of a system besides Node.js, by its package there. */
const packages = {
  engine: { apt: 'libunicorn2', dnf: 'unicorn', brew: 'unicorn' },
  preprocessor: { apt: 'cpp', dnf: 'cpp', brew: 'llvm' },
  solver: { apt: 'z3', dnf: 'z3', brew: 'z3' },
  'second engine': { apt: 'qemu-system-arm', dnf: 'qemu-system-aarch64', brew: 'qemu' },
} as const;

export type SystemPart = keyof typeof packages;

const commands = {
  apt: 'sudo apt-get install',
  dnf: 'sudo dnf install',
  brew: 'brew install',
} as const;

export type PackageManager = keyof typeof commands;

/** The package manager of this system; that of Debian and Ubuntu where it is not known. */
export function packageManagerHere(
  platform: NodeJS.Platform = process.platform,
  fileExists: (path: string) => boolean = existsSync,
): PackageManager {
  if (platform === 'darwin') {
    return 'brew';
  }
  return fileExists('/etc/fedora-release') ? 'dnf' : 'apt';
}

/** The one command that installs some parts. */
export function installCommand(
  parts: readonly SystemPart[],
  manager: PackageManager = packageManagerHere(),
): string {
  return [commands[manager], ...parts.map((part) => packages[part][manager])].join(' ');
}

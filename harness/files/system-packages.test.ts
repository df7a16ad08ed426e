import { describe, expect, test } from '@jest/globals';
import { installCommand, packageManagerHere } from './system-packages.ts';

describe('the package manager', () => {
  test.each([
    ['darwin', false, 'brew'],
    ['linux', true, 'dnf'],
    ['linux', false, 'apt'],
  ] as const)('of %s, Fedora: %s, is %s', (platform, isFedora, manager) => {
    expect(packageManagerHere(platform, () => isFedora)).toBe(manager);
  });
});

test.each([
  ['apt', 'sudo apt-get install libunicorn2 cpp'],
  ['dnf', 'sudo dnf install unicorn cpp'],
  ['brew', 'brew install unicorn llvm'],
] as const)('with %s all parts are one command', (manager, command) => {
  expect(installCommand(['engine', 'preprocessor'], manager)).toBe(command);
});

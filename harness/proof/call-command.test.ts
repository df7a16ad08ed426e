import { expect, test } from '@jest/globals';
import { loadAbi } from '../abi/load.ts';
import { bundledAbiFolder } from '../installation.ts';
import { resolveVectors } from '../run/vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import { callCommand } from './call-command.ts';

const { directory } = loadAbi(`${bundledAbiFolder}/immediate`);

test.each<[string, Omit<WrittenVectors, 'cwd'>, string]>([
  [
    'an ABI',
    { names: ['immediate'], abiFolders: [bundledAbiFolder] },
    'hcall call immediate/stub --hvc 2 -D A',
  ],
  [
    'a folder',
    { names: ['.'], abiFolders: [bundledAbiFolder] },
    'hcall call immediate/stub --hvc 2 -D A',
  ],
  ['a folder that none is in', { names: ['.'], abiFolders: [] }, 'hcall call ./stub --hvc 2 -D A'],
  [
    'a file',
    { names: ['hyp-stub.S'], abi: 'immediate', abiFolders: [bundledAbiFolder] },
    'hcall call hyp-stub.S --contract stub --hvc 2 -D A',
  ],
])('a call of %s is made by its command', (_, more, command) => {
  const written = { ...more, cwd: directory };
  const [table] = resolveVectors(written).tables;
  expect(table && callCommand(table, written, ['--hvc', '2'], ['-D', 'A'])).toBe(command);
});

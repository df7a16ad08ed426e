import { expect, test } from '@jest/globals';
import { loadAbi } from '../abi/load.ts';
import { bundledAbiFolder } from '../installation.ts';
import { resolveVectors } from '../run/vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import { callCommand } from './call-command.ts';

const abiFolders = [bundledAbiFolder];
const { directory } = loadAbi(`${bundledAbiFolder}/immediate`);

test.each<[string, Omit<WrittenVectors, 'cwd' | 'abiFolders'>, string]>([
  ['an ABI', { names: ['immediate'] }, 'hcall call immediate/stub --hvc 2 -D A'],
  ['a folder', { names: ['.'] }, 'hcall call immediate/stub --hvc 2 -D A'],
  [
    'a file',
    { names: ['hyp-stub.S'], abi: 'immediate' },
    'hcall call hyp-stub.S --contract stub --hvc 2 -D A',
  ],
])('a call of %s is made by its command', (_, more, command) => {
  const written = { ...more, cwd: directory, abiFolders };
  const [table] = resolveVectors(written).tables;
  expect(table && callCommand(table, written, ['--hvc', '2'], ['-D', 'A'])).toBe(command);
});

import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The rooms of the house, from the ground up: each may import from itself and from those before it. */
const rooms = [
  'diagnostics',
  'files',
  'expression',
  'architecture',
  'assembler',
  'disassembler',
  'image',
  'machine',
  'abi',
  'calls',
  'judge',
  'fixture',
  'workers',
  'run',
  'sweep',
  'contract',
  'comparison',
  'coverage',
  'mutation',
  'audit',
  'report',
  'cli',
  'jest',
] as const;

const house = import.meta.dirname;

const sources = readdirSync(house, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file.includes(sep),
);

/** `from -> to` for each import that goes up. */
function upwardImports(file: string): string[] {
  const from = rooms.findIndex((room) => file.startsWith(`${room}${sep}`));
  const text = readFileSync(join(house, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)]
    .map(([, path = '']) => relative(house, resolve(house, dirname(file), path)))
    .filter((target) => rooms.findIndex((room) => target.startsWith(`${room}${sep}`)) > from)
    .map((target) => `${file} -> ${target}`);
}

test('every source is in a room', () => {
  const strays = sources.filter((file) => !rooms.some((room) => file.startsWith(`${room}${sep}`)));
  expect(strays).toEqual([]);
});

test('imports go one way', () => {
  expect(sources.flatMap(upwardImports)).toEqual([]);
});

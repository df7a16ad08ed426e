import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The rooms of the house, from the ground up: each may import from itself and from those before it. */
const rooms = [
  'collections',
  'diagnostics',
  'files',
  'expression',
  'solver',
  'architecture',
  'assembler',
  'disassembler',
  'image',
  'machine',
  'abi',
  'calls',
  'flow',
  'judge',
  'fixture',
  'workers',
  'run',
  'sweep',
  'contract',
  'proof',
  'comparison',
  'coverage',
  'mutation',
  'audit',
  'report',
  'cli',
  'documents',
  'jest',
] as const;

const house = import.meta.dirname;

/** Material of tests, by room; no room may import from it. */
const testing = `testing${sep}`;

const sources = readdirSync(house, { recursive: true, encoding: 'utf8' }).filter(
  (file) =>
    file.endsWith('.ts') &&
    !file.endsWith('.test.ts') &&
    !file.startsWith(testing) &&
    file.includes(sep),
);

/** The files of the house that a file imports from, for types alone too. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(house, file), 'utf8');
  return [...text.matchAll(/(?:from|import|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    relative(house, resolve(house, dirname(file), path)),
  );
}

/** `from -> to` for each import that goes up. */
function upwardImports(file: string): string[] {
  const from = rooms.findIndex((room) => file.startsWith(`${room}${sep}`));
  return importsOf(file)
    .filter((target) => rooms.findIndex((room) => target.startsWith(`${room}${sep}`)) > from)
    .map((target) => `${file} -> ${target}`);
}

/** Of each circle of imports one: `a -> b -> a`. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push([...path.slice(start), file].join(' -> '));
    } else if (!done.has(file)) {
      importsOf(file).forEach((target) => visit(target, [...path, file]));
      done.add(file);
    }
  };
  sources.forEach((file) => visit(file, []));
  return found;
}

test('every source is in a room', () => {
  const strays = sources.filter((file) => !rooms.some((room) => file.startsWith(`${room}${sep}`)));
  expect(strays).toEqual([]);
});

test('imports go one way', () => {
  expect(sources.flatMap(upwardImports)).toEqual([]);
});

test('imports make no circle', () => {
  expect(circles()).toEqual([]);
});

test('only tests import test material', () => {
  const importers = sources.filter((file) =>
    importsOf(file).some((target) => target.startsWith(testing)),
  );
  expect(importers).toEqual([]);
});

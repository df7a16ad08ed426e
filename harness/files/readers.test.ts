import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const house = join(import.meta.dirname, '..');

/** What tests alone use to read what GNU as wrote and what the system says of processes, the pages of docs, packages that are installed, what loads the modules of packages, and what is about to be written over. */
const others =
  /\/(?:gnu-[a-z]+|processes|cli\/document|cli\/(?:installed-package|local-registry)|keystone|disassembler|replace-file)\.ts$/;

/** A file that anybody can put there is read as `regular-file.ts` reads it: no pipe, no device, no end of the memory. */
test('files are read by one reader', () => {
  const readers = readdirSync(house, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !others.test(name))
    .filter((name) =>
      /\b(?:readFileSync|readFile|createReadStream)\b/.test(
        readFileSync(join(house, name), 'utf8'),
      ),
    );
  expect(readers).toEqual([]);
});

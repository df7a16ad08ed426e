// What scripts/check-cache-damage runs.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createAssembler } from '../dist/assembler/assemble.js';
import { wholeNumber } from './whole-number.mjs';

const flips = 400;
let random = wholeNumber(0, 'SEED', 1);
const source = { path: 'asm/immediate/hyp-stub.S' };
const options = { includePaths: ['asm/include', 'asm/immediate'] };

const cacheFolder = mkdtempSync(join(tmpdir(), 'hcall-damage-'));
try {
  const assembler = await createAssembler({ cacheFolder });
  const expected = assembler.assemble(source, options);
  const entry = join(cacheFolder, readdirSync(cacheFolder)[0]);
  const sound = readFileSync(entry);
  const { ino } = statSync(entry);
  const isHit = isDeepStrictEqual(assembler.assemble(source, options), expected);
  if (!isHit || statSync(entry).ino !== ino) {
    throw new Error('the entry is not used at all');
  }
  let right = 0;
  let missed = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    // A linear congruential generator (Numerical Recipes).
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    const bit = random % (sound.length * 8);
    const damaged = Buffer.from(sound);
    damaged[bit >> 3] ^= 1 << (bit & 7);
    writeFileSync(entry, damaged);
    const { ino: before } = statSync(entry);
    right += isDeepStrictEqual(assembler.assemble(source, options), expected) ? 1 : 0;
    // A miss puts another file in its place.
    missed += statSync(entry).ino === before ? 0 : 1;
  }
  console.log(`${right} of ${flips} flips gave the right object; ${missed} were seen`);
  process.exitCode = right === flips && missed === flips ? 0 : 1;
} finally {
  rmSync(cacheFolder, { recursive: true });
}

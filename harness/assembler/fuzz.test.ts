import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { bytesOfText } from '../collections/byte-text.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createAssembler } from './assemble.ts';
import { dialectCases } from '../testing/assembler/dialect-cases.ts';
import { assembleWithGnu, viewOfObject } from '../testing/assembler/gnu-object.ts';
import { directiveSource } from '../testing/assembler/directive-source.ts';
import { describeWith } from '../testing/tools.ts';
import { mutate } from '../testing/assembler/mutate.ts';
import { randomFrom } from '../testing/random.ts';
import type { ObjectFile } from './object.ts';

const assembler = await createAssembler();

const shipped = join(import.meta.dirname, '..', '..', 'asm');
const sources = [
  ...dialectCases.map(({ source }) => source),
  // Unpreprocessed: the directives of C are comments here, which is one more way to be wrong.
  ...['x0', 'immediate'].flatMap((abi) =>
    readdirSync(join(shipped, abi))
      .filter((name) => name.endsWith('.S'))
      .map((name) => readFileSync(join(shipped, abi, name), 'utf8')),
  ),
];

function attempt(text: string, path = 'source.s'): ObjectFile | readonly Diagnostic[] {
  try {
    return assembler.assemble({ path, text });
  } catch (error) {
    if (error instanceof HcallError) {
      return error.diagnostics;
    }
    throw error;
  }
}

/** Changed sources, the same for the same seed. */
function* mutations(seed: number, count: number): Iterable<string> {
  const random = randomFrom(seed);
  for (let index = 0; index < count; index++) {
    yield mutate(sources[random(sources.length)] ?? '', random);
  }
}

test('changed sources end in an object or in errors with their places, never in a crash', () => {
  const homeless = [...mutations(1, 2000)].filter((text) => {
    const outcome = attempt(text);
    return (
      !('sections' in outcome) &&
      outcome.some(({ code, place }) => place === undefined && code !== 'too-many-errors')
    );
  });
  expect(homeless).toEqual([]);
});

// What GNU as refuses, such as an unknown processor, may pass here: it is the bytes that must not differ.

describeWith('binutils', 'changed sources and GNU as', () => {
  test('the bytes are the same, or the source is refused', () => {
    const pairs = [...mutations(2, 150)].flatMap((text) => {
      const outcome = attempt(text);
      if (!('sections' in outcome)) {
        return [];
      }
      const expected = assembleWithGnu(text, ['-march=armv8-a+crypto']);
      return 'errors' in expected ? [] : [{ text, found: viewOfObject(outcome), expected }];
    });
    expect(pairs.length).toBeGreaterThan(20);
    expect(pairs.map(({ text, found }) => ({ text, ...found }))).toEqual(
      pairs.map(({ text, expected }) => ({ text, ...expected })),
    );
  });
});

describeWith('binutils', 'directives in one another and GNU as', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-directives-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('the objects are the same, or the source is refused', () => {
    const path = join(folder, 'source.s');
    const different = Array.from({ length: 120 }, (_, seed) => seed).filter((seed) => {
      const { text, files } = directiveSource(randomFrom(seed));
      for (const [name, content] of Object.entries(files)) {
        writeFileSync(join(folder, name), bytesOfText(content));
      }
      const found = attempt(text, path);
      const expected = assembleWithGnu(text, [], files);
      return (
        'sections' in found &&
        !('errors' in expected) &&
        JSON.stringify(viewOfObject(found)) !== JSON.stringify(expected)
      );
    });
    expect(different).toEqual([]);
  });
});

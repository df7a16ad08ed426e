import { expect, test } from '@jest/globals';
import { systemRegisters } from '../../architecture/system-registers.ts';
import { assembleLines } from '../../testing/assembler/encoder/gnu-as.ts';
import { sampleSyntax } from '../../testing/assembler/encoder/sample.ts';
import { randomFrom } from '../../testing/random.ts';
import { describeWith } from '../../testing/tools.ts';
import { syntaxes } from '../encoder/compiled-syntax.ts';
import { createEncoder } from '../encoder/create-encoder.ts';
import { architectures, extensions, processors } from './feature.ts';
import type { Level } from './level.ts';
import { parseLevel } from './level.ts';

const encoder = createEncoder();

/** One line of each syntax, and each system register. GNU as makes a relocation of every adrp. */
const lines = [
  ...syntaxes.filter(([, { text }]) => !text.startsWith('adrp ')).map(lineOf),
  ...Object.keys(systemRegisters).map((name) => `mrs x1, ${name}`),
];

function lineOf(syntax: (typeof syntaxes)[number], index: number): string {
  return sampleSyntax(syntax, randomFrom(index + 1));
}

function refusal(line: string, level: Level): string | undefined {
  const [, mnemonic = '', written = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  const operands = written.replace(/\.\+\((-?\d+)\)/, '$1');
  const outcome = encoder.encode({ mnemonic, operands, level });
  return 'error' in outcome ? outcome.error : undefined;
}

function levelOf(text: string, kind: 'architecture' | 'processor'): Level {
  const level = parseLevel(text, kind);
  if ('error' in level) {
    throw new Error(level.error);
  }
  return level;
}

/** A directive, and the level that it asks for. */
type Asked = readonly [directive: string, level: Level];

/** Lines that one takes and the other refuses. */
function differences(asked: readonly Asked[], of: readonly string[]): string[] {
  const pairs = asked.flatMap(([directive, level]) =>
    of.map((line) => ({
      text: `${directive}; ${line}`,
      isAllowed: refusal(line, level) === undefined,
    })),
  );
  const words = assembleLines(pairs.map(({ text }) => text));
  return pairs.flatMap(({ text, isAllowed }, index) =>
    isAllowed === (words[index] !== undefined) ? [] : [text],
  );
}

/** Of lines that need the same, the first. */
function representatives(): string[] {
  const nothing: Level = { name: 'nothing', features: new Set() };
  const found = new Map<string, string>();
  for (const line of lines) {
    const needs = / (needs .*)$/.exec(refusal(line, nothing) ?? '')?.[1] ?? '';
    found.set(needs, found.get(needs) ?? line);
  }
  return [...found.values()];
}

function named(kind: 'architecture' | 'processor', name: string): Asked {
  return [`${kind === 'architecture' ? '.arch' : '.cpu'} ${name}`, levelOf(name, kind)];
}

describeWith('binutils', 'the same instructions as GNU as allows', () => {
  test('every line, for a few architectures', () => {
    const names = ['armv8-a', 'armv8.2-a+fp16', 'armv8.5-a', 'armv8-r', 'armv8-a+nosimd'];
    const asked = names.map((name) => named('architecture', name));
    expect(differences(asked, lines)).toEqual([]);
  });

  test('each architecture, processor and extension', () => {
    const asked = [
      ...[...architectures.keys()].map((name) => named('architecture', name)),
      ...[...processors.keys()].map((name) => named('processor', name)),
      ...[...extensions.keys()].flatMap((name) =>
        ['armv8-a+', 'armv8.6-a+', 'armv9-a+no'].map((start) =>
          named('architecture', start + name),
        ),
      ),
    ];
    const few = representatives();
    expect(few.length).toBeGreaterThan(30);
    expect(differences(asked, few)).toEqual([]);
  });
});

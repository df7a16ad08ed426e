import { expect, test } from '@jest/globals';
import { randomFrom, sampleSyntax } from '../../testing/assembler/encoder/sample.ts';
import { defaultLevel, parseLevel } from '../level/level.ts';
import type { Level } from '../level/level.ts';
import { compileSyntax, syntaxes } from './compiled-syntax.ts';
import { createEncoder } from './create-encoder.ts';
import { splitOperands } from './operand.ts';
import { Repertoire } from './repertoire.ts';

const setting = {
  level: defaultLevel,
  macros: new Map<string, unknown>(),
  aliases: new Map<string, unknown>(),
};

/** A statement in canonical spacing, and what `learn` is to know of it. */
function statement(mnemonic: string, operands: readonly string[]) {
  const text = `${mnemonic} ${operands.join(',')}`.trim();
  let start = mnemonic.length + 1;
  const parts = operands.map((operand) => {
    const part = { text: operand, start, end: start + operand.length };
    start = part.end + 1;
    return part;
  });
  return { text, mnemonic, parts };
}

function knowing(...texts: readonly string[]): Repertoire {
  const repertoire = new Repertoire();
  for (const each of texts) {
    const [, mnemonic = '', operands = ''] = /^(\S+) ?(.*)$/.exec(each) ?? [];
    const { text, parts } = statement(mnemonic, splitOperands(operands));
    repertoire.learn(text, 0, mnemonic, parts);
  }
  return repertoire;
}

const some = knowing(
  'add x1,x2,#3',
  'add x5,x4,x2',
  'mrs x4,esr_el2',
  'mrs x2,vbar_el2',
  'ldr x5,[x6,#8]',
  'ldr x1,[x2]',
  'crc32b w0,w1,w2',
  'ubfx x0,x1,#3,#5',
  'ubfx x0,x1,#60,#4',
  'fmov s0,#1',
  'eret',
);

// By GNU as 2.40.
test.each([
  ['add x1,x2,#3', 0x91000c41],
  ['add x5,x4,#3', 0x91000c85],
  ['add x1,x4,x2', 0x8b020081],
  ['ldr x1,[x6,#8]', 0xf94004c1],
  ['mrs x2,esr_el2', 0xd53c5202],
  ['ubfx x0,x1,#3,#5', 0xd3431c20],
  ['ubfx x0,x1,#3,#4', 0xd3431820],
  ['ubfx x0,x1,#60,#5', undefined],
  ['eret', 0xd69f03e0],
  ['add x9,x2,#3', undefined],
  ['sub x1,x2,#3', undefined],
  ['add x1,x2', undefined],
  ['add x1,x2,', undefined],
  ['add x1,x2,#3,x4', undefined],
  ['eret x1', undefined],
  // What another mnemonic, or another place, reads there may be read differently here.
  ['fmov s0,#3', undefined],
  ['ldr x1,esr_el2', undefined],
  ['ldr x2,[x6,#8]', undefined],
])('%s', (text, word) => {
  expect(some.encode(text, 0, setting)).toBe(word);
});

test.each<[string, object, number | undefined]>([
  ['add x1,x2,#3', { macros: new Map([['add', 0]]) }, undefined],
  ['mrs x4,esr_el2', { aliases: new Map([['esr_el2', 0]]) }, undefined],
  ['add x1,x2,#3', { aliases: new Map([['esr_el2', 0]]) }, 0x91000c41],
  ['crc32b w0,w1,w2', {}, 0x1ac24020],
  ['crc32b w0,w1,w2', { level: parseLevel('armv8-a', 'architecture') as Level }, undefined],
])('%s where %j', (text, difference, word) => {
  expect(some.encode(text, 0, { ...setting, ...difference })).toBe(word);
});

test('operands of all syntaxes, exchanged, give the word of the encoder or none', () => {
  const random = randomFrom(7);
  const encoder = createEncoder();
  const samples = syntaxes.map((syntax) => {
    const [, mnemonic = '', operands = ''] =
      /^(\S+)\s*(.*)$/.exec(sampleSyntax(syntax, random)) ?? [];
    return statement(mnemonic, splitOperands(operands.replace(/\.\+\((-?\d+)\)/, '$1')));
  });
  const repertoire = new Repertoire();
  for (const { text, mnemonic, parts } of samples) {
    repertoire.learn(text, 0, mnemonic, parts);
  }
  const alike = new Map(samples.map(({ mnemonic }) => [mnemonic, [] as typeof samples]));
  for (const sample of samples) {
    alike.get(sample.mnemonic)?.push(sample);
  }
  const wrong: string[] = [];
  let familiar = 0;
  for (let trial = 0; trial < 8000; trial += 1) {
    const { mnemonic, parts } = samples[random(samples.length)] as (typeof samples)[number];
    const others = alike.get(mnemonic) ?? [];
    const operands = parts.map(({ text }, position) => {
      const other = others[random(others.length)]?.parts[position];
      return other !== undefined && random(2) === 0 ? other.text : text;
    });
    const { text } = statement(mnemonic, operands);
    const found = repertoire.encode(text, 0, setting);
    if (found !== undefined) {
      familiar += 1;
      const expected = encoder.encode({ mnemonic, operands: operands.join(', ') });
      if (!('word' in expected && expected.word === found)) {
        wrong.push(`${text}: ${found.toString(16)}, expected ${JSON.stringify(expected)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(familiar).toBeGreaterThan(4000);
});

test('a matcher that looks at the operand before says so', () => {
  const silent = syntaxes
    .flatMap(([form, syntax]) => compileSyntax(form, syntax).matchers)
    .filter(({ match, looksBack }) => match.length > 1 && looksBack !== true);
  expect(silent).toEqual([]);
});

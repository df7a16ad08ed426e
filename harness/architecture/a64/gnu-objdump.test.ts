import { expect, test } from '@jest/globals';
import { disassembleWithGnu } from '../../testing/architecture/gnu-objdump.ts';
import { describeWith } from '../../testing/tools.ts';
import type { Random } from '../../testing/random.ts';
import { randomFrom } from '../../testing/random.ts';
import { decode, formOf } from './decode.ts';
import type { Form } from './form.ts';
import { forms } from './forms.ts';
import { encodeFields } from './pattern.ts';
import type { InstructionWord } from './word.ts';
import { instructionWord } from './word.ts';

/** The table against GNU objdump: what is an instruction there is one here, and the other way round. */

/** Bits 28:25 of the top-level groups, but for those of SVE and SME, which the table does not have (Arm ARM, C4.1). */
const groups: readonly (readonly [name: string, op0: readonly number[]])[] = [
  ['data processing, immediate', [0b1000, 0b1001]],
  ['branches, exceptions and system', [0b1010, 0b1011]],
  ['loads and stores', [0b0100, 0b0110, 0b1100, 0b1110]],
  ['data processing, register', [0b0101, 0b1101]],
  ['floating point and Advanced SIMD', [0b0111, 0b1111]],
];

const wordsOfForm = 10;
const triesOfForm = 400;

/** Numbers of registers of one word: 0 and 31 mean something else in many places. */
const registersOfWord = ['any', 'any', 0, 0, 31, 31] as const;

/** Words with every value of bits 31:21 and 15:10, where nearly all opcodes are, and registers by chance in the rest. */
function* wordsOfGroup(op0s: readonly number[], random: Random): Generator<InstructionWord> {
  const register = (number: 'any' | 0 | 31 | undefined): number =>
    number === 'any' || number === undefined ? random(32) : number;
  for (let high = 0; high < 2 ** 11; high += 1) {
    if (op0s.includes((high >> 4) & 0b1111)) {
      for (let middle = 0; middle < 2 ** 6; middle += 1) {
        for (const third of registersOfWord) {
          const [second, first] = [0, 1].map(() =>
            register(registersOfWord[random(registersOfWord.length)]),
          );
          yield instructionWord(
            (high << 21) |
              (register(third) << 16) |
              (middle << 10) |
              ((second ?? 0) << 5) |
              (first ?? 0),
          );
        }
      }
    }
  }
}

/** What objdump takes for an instruction, and the manual does not: why, and the text. */
const lenient: readonly (readonly [why: string, text: RegExp])[] = [
  ['MSR and MRS with an op0 of 0', /^m(sr|rs)\t.*\bs0_/],
  [
    'LD64B and its kin of other registers',
    /^[ls][dt]64b(v0?\t\w+,)?\s(x\d*[13579]|x2[4-9]|x30|xzr),/,
  ],
  ['FMLAL and its kin of double precision', /^fml[as]l2?\tv\d+\.[24]s, v\d+\.[24]h, v\d+\.[24]h$/],
];

/** Came after binutils 2.40. */
const later: ReadonlySet<string> = new Set(
  'CHK CMPBR CPA D128 F16F32DOT F16F32MM F16MM F8F16MM F8F32MM FAMINMAX FP8 FP8DOT2 FP8DOT4 FP8FMA FPRCVT GCS LRCPC3 LSCP LSE128 LSFE LSUI LUT MOPS_GO PAuth_LR THE'
    .split(' ')
    .map((name) => `FEAT_${name}`),
);

/** Allocated words of the form that are not unpredictable. */
function wordsOf(form: Form, random: Random): InstructionWord[] {
  const fields = [...form.pattern.fields];
  const words: InstructionWord[] = [];
  for (let tries = 0; tries < triesOfForm && words.length < wordsOfForm; tries += 1) {
    const values = fields.map(([name, { width }]) => [name, random(2 ** width)] as const);
    const word = encodeFields(form.pattern, Object.fromEntries(values));
    if (formOf(word) === form && decode(word)?.meaning.unpredictable === undefined) {
      words.push(word);
    }
  }
  return words;
}

describeWith('binutils', 'the same instructions as GNU objdump', () => {
  test.each(groups)('%s', (_name, op0s) => {
    const words = [...wordsOfGroup(op0s, randomFrom(2026))];
    const texts = disassembleWithGnu(words);
    const missing = words.flatMap((word, index) => {
      const text = texts[index];
      return text === undefined ||
        formOf(word) !== undefined ||
        lenient.some(([, pattern]) => pattern.test(text))
        ? []
        : [`0x${word.toString(16)}: ${text}`];
    });
    expect(missing).toEqual([]);
  });

  test('every row is an instruction there', () => {
    const random = randomFrom(2027);
    const samples = forms
      .filter(({ feature }) => feature === undefined || !later.has(feature))
      .flatMap((form) => wordsOf(form, random).map((word) => ({ form, word })));
    expect(new Set(samples.map(({ form }) => form)).size).toBeGreaterThan(700);
    const texts = disassembleWithGnu(samples.map(({ word }) => word));
    const refused = samples.flatMap(({ form, word }, index) =>
      texts[index] === undefined ? [`${form.name}: 0x${word.toString(16)}`] : [],
    );
    expect(refused).toEqual([]);
  });
});

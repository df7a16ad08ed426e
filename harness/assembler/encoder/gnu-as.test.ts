import { expect, test } from '@jest/globals';
import { syntaxes } from './compiled-syntax.ts';
import { createEncoder } from './create-encoder.ts';
import { damage } from '../../testing/assembler/encoder/damage.ts';
import { sampleForm } from '../../testing/assembler/encoder/form-samples.ts';
import { forms } from '../../testing/assembler/encoder/forms.ts';
import { assembleLines } from '../../testing/assembler/encoder/gnu-as.ts';
import { describeWith } from '../../testing/tools.ts';
import { randomFrom, sampleSyntax } from '../../testing/assembler/encoder/sample.ts';
import { systemOperations } from '../../architecture/system-operations.ts';
import { systemRegisters } from '../../architecture/system-registers.ts';

const encoder = createEncoder();

/** What GNU as and this encoder do not agree on. 'refused' stands for no word. */
function differences(lines: readonly string[]): string[] {
  const expected = assembleLines(lines);
  return lines.flatMap((line, index) => {
    const [, mnemonic = '', operands = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    // '.+8' is a distance of 8 here.
    const result = encoder.encode({
      mnemonic,
      operands: operands.replace(/\.\+\((-?\d+)\)/, '$1'),
    });
    const found = 'word' in result ? result.word : undefined;
    return found === expected[index]
      ? []
      : [`${line}: ${hexadecimal(found)}, GNU as ${hexadecimal(expected[index])}`];
  });
}

function hexadecimal(word: number | undefined): string {
  return word === undefined ? 'refused' : word.toString(16).padStart(8, '0');
}

/** For these a number is an address in GNU as, and a distance here. */
function isRelative(line: string): boolean {
  return /^(b|bl|bc?\.\w+|b[a-z]{2}|cbn?z|tbn?z|adrp?|ldr|ldrsw|prfm)\b[^[]*$/i.test(line);
}

/** A bare distance at the end of a PC-relative instruction, as GNU as writes it. */
function asDistance(line: string): string {
  const relative = /^(b|bl|b\.\w\w|b[a-z]{2}|cbn?z|tbn?z|adr|ldr|ldrsw|prfm) ([^[]*[, ])?(-?\d+)$/i;
  return line.replace(
    relative,
    (_, mnemonic: string, rest: string | undefined, distance: string) =>
      `${mnemonic} ${rest ?? ''}.+(${distance})`,
  );
}

describeWith('binutils', 'the same words as GNU as', () => {
  test('every syntax of the table', () => {
    const random = randomFrom(2016);
    // GNU as makes a relocation of every adrp, and takes dfb for the R profile alone; encoder.test.ts has both.
    const lines = syntaxes
      .filter(([, { text }]) => !text.startsWith('adrp ') && text !== 'dfb')
      .flatMap((syntax) => Array.from({ length: 3 }, () => sampleSyntax(syntax, random)));
    expect(differences(lines)).toEqual([]);
  });

  test('ordinary forms, and those that must be refused', () => {
    const random = randomFrom(2017);
    const lines = forms.flatMap((form) =>
      Array.from({ length: form.includes('$') ? 8 : 1 }, () =>
        asDistance(sampleForm(form, random)),
      ),
    );
    expect(differences(lines)).toEqual([]);
  });

  test('damaged lines give its word or none', () => {
    const random = randomFrom(2018);
    const lines = Array.from({ length: 8000 }, () => {
      const syntax = syntaxes[random(syntaxes.length)];
      const form = forms[random(forms.length)] ?? 'nop';
      return damage(
        syntax !== undefined && random(4) === 0
          ? sampleSyntax(syntax, random)
          : sampleForm(form, random),
        random,
      );
    }).filter((line) => !isRelative(line));
    expect(differences(lines).filter((difference) => !difference.includes(': refused, '))).toEqual(
      [],
    );
  });

  test('what only GNU as takes stays refused', () => {
    expect(differences(['ld1 {v0.16b-v3.8b}, [x1]', 'mrs x0, s3_0_c1_c2_3x'])).toEqual([
      'ld1 {v0.16b-v3.8b}, [x1]: refused, GNU as 4c402020',
      'mrs x0, s3_0_c1_c2_3x: refused, GNU as d5381260',
    ]);
  });

  test('every system register', () => {
    expect(
      differences(
        Object.keys(systemRegisters).flatMap((name) => [
          `mrs x1, ${name}`,
          `msr ${name.toUpperCase()}, x30`,
        ]),
      ),
    ).toEqual([]);
  });

  test('every system operation', () => {
    const lines = Object.entries(systemOperations).flatMap(([mnemonic, operations]) =>
      Object.keys(operations).flatMap((name) => [`${mnemonic} ${name}`, `${mnemonic} ${name}, x7`]),
    );
    expect(differences(lines)).toEqual([]);
  });
});

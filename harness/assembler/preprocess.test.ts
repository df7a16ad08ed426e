import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createAssembler } from './assemble.ts';
import type { AssembleOptions } from './assemble.ts';
import { describeWith } from '../testing/tools.ts';
import { programStamp } from './preprocess.ts';

const assembler = await createAssembler();

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-preprocess-'));
  writeFileSync(join(folder, 'value.h'), '#define VALUE 3\n\n.macro wrong\n\tfrob\n.endm\n');
  writeFileSync(join(folder, 'forced.h'), '#define FORCED 5\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

function bytesOf(text: string, options: AssembleOptions = {}): string {
  const object = assembler.assemble({ path: join(folder, 'source.S'), text }, options);
  return Buffer.from(object.sections[0]?.bytes ?? []).toString('hex');
}

function errorsOf(text: string): readonly Diagnostic[] {
  try {
    assembler.assemble({ path: join(folder, 'source.S'), text });
  } catch (error) {
    if (error instanceof HcallError) {
      return error.diagnostics;
    }
    throw error;
  }
  return [];
}

const ifNeon = '#ifdef __ARM_NEON\n.byte 1\n#else\n.byte 2\n#endif\n';

describeWith('preprocessor', 'a source named .S', () => {
  test.each([
    ['an include beside the source', '#include "value.h"\n.byte VALUE\n', {}, '03'],
    ['-D', '.byte A, B\n', { defines: ['A=7', 'B'] }, '0701'],
    ['-include', '.byte FORCED\n', { forcedIncludes: ['forced.h'] }, '05'],
    ['-D of a predefined macro', '.byte __GNUC__\n', { defines: ['__GNUC__=4'] }, '04'],
    ['-U of a predefined macro', ifNeon, { undefines: ['__ARM_NEON'] }, '02'],
    ['-U, and no -U', ifNeon, {}, '01'],
    ['-U after -D', ifNeon, { defines: ['__ARM_NEON=3'], undefines: ['__ARM_NEON'] }, '02'],
  ])('%s', (_name, text, options, expected) => {
    expect(bytesOf(text, { includePaths: [folder], ...options })).toBe(expected);
  });

  test('-I', () => {
    const text = '#include <value.h>\n.byte VALUE\n';
    expect(bytesOf(text, { includePaths: [folder] })).toBe('03');
  });

  test('errors of the preprocessor have its place', () => {
    expect(errorsOf('nop\n#include "nowhere.h"\n')).toMatchObject([
      { code: 'preprocessor-error', place: { file: join(folder, 'source.S'), line: 2 } },
    ]);
    expect(errorsOf('nop\n#error too bad\n')).toMatchObject([
      { code: 'preprocessor-error', message: '#error too bad', place: { line: 2 } },
    ]);
  });

  test('errors of the assembler have the place and the text that the user wrote', () => {
    expect(errorsOf('/* two\n   lines */\n\tadd\tx0, x1, x99\t// why\n')).toMatchObject([
      {
        place: { file: join(folder, 'source.S'), line: 3, column: 14 },
        excerpt: { text: '\tadd\tx0, x1, x99\t// why', length: 3 },
      },
    ]);
  });

  test('a macro of an included file is named with its file', () => {
    expect(errorsOf('#include "value.h"\n\twrong\n')).toMatchObject([
      {
        place: { file: join(folder, 'value.h'), line: 4, column: 2 },
        trail: [
          { what: `in macro 'wrong'`, place: { file: join(folder, 'source.S'), line: 2 } },
          { what: 'included here', place: { file: join(folder, 'source.S'), line: 1 } },
        ],
      },
    ]);
  });

  test('lines of the object are those of the source', () => {
    const text = '#include "value.h"\n\n\tmov\tx0, #VALUE\t// three\n';
    const object = assembler.assemble({ path: join(folder, 'source.S'), text });
    expect(object.lines).toMatchObject([
      { offset: 0, data: false, place: { line: 3 }, text: '\tmov\tx0, #VALUE\t// three' },
    ]);
  });
});

test('a source named .s is not preprocessed', () => {
  const object = assembler.assemble({ path: 'source.s', text: '#define A 1\n.byte 2\n' });
  expect([...(object.sections[0]?.bytes ?? [])]).toEqual([2]);
});

test('a folder of PATH that cannot be reached is passed over', () => {
  symlinkSync('loop', join(folder, 'loop'));
  const [reached, unreachable] = [folder, join(folder, 'loop')];
  expect(programStamp('value.h', `${unreachable}:${reached}`)).toBe(
    programStamp('value.h', reached),
  );
});

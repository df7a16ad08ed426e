import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createAssembler } from './assemble.ts';

const assembler = await createAssembler();

function errorsOf(source: string, path = 'source.s'): readonly Diagnostic[] {
  try {
    assembler.assemble({ path, text: source });
  } catch (error) {
    if (error instanceof HcallError) {
      return error.diagnostics;
    }
    throw error;
  }
  return [];
}

/** `code line:column`, one for each error. */
function summary(source: string): readonly string[] {
  return errorsOf(source).map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);
}

describe('an error has its code and place', () => {
  test.each([
    ['nop\n  frob x0\n', 'bad-instruction 2:3'],
    ['\tmov x0, x1, x2\n', 'bad-instruction 1:14'],
    ['.frobnicate 3\n', 'unknown-directive 1:1'],
    ['.byte 1, 2 3\n', 'syntax-error 1:12'],
    ['.byte (1\n', 'syntax-error 1:9'],
    ['.word 08\n', 'bad-expression 1:7'],
    ['.word 1 / 0\n', 'division-by-zero 1:9'],
    ['nop\n\t.ascii "abc\nnop\n', 'unterminated-string 2:9'],
    ['nop\n/* no end\n', 'unterminated-comment 2:1'],
    ['.if later\n.endif\n', 'not-absolute 1:5'],
    ['.if 1\nnop\n', 'unterminated-block 1:1'],
    ['nop\n.endif\n', 'unmatched-directive 2:1'],
    ['.rept 2\nnop\n', 'unterminated-block 1:1'],
    ['.macro m\nnop\n', 'unterminated-block 1:1'],
    ['.endm\n', 'unmatched-directive 1:1'],
    ['.popsection\n', 'unmatched-directive 1:1'],
    ['.macro m a, a\n.endm\n', 'bad-macro-definition 1:13'],
    ['.macro m a:req\n.endm\nm\n', 'bad-macro-call 3:1'],
    ['.macro m a\n.endm\nm 1, b=2\n', 'bad-macro-call 3:6'],
    ['.macro m a\n.endm\nm (1\0\n', 'bad-macro-call 3:5'],
    ['.macro m a\n.endm\nm "1\0"\n', 'bad-macro-call 3:5'],
    ['.macro m\n.endm\n.macro m\n.endm\n', 'symbol-redefined 3:8'],
    ['a: nop\na: nop\n', 'symbol-redefined 2:1'],
    ['.globl  "a\\\\\\@"\n', 'syntax-error 1:13'],
    ['"a\\n": nop\n', 'syntax-error 1:3'],
    ['.equiv a, 1\n.equiv a, 2\n', 'symbol-redefined 2:1'],
    ['y = x * 2\nz = y + 1\nx = 5\n', 'bad-expression 2:5'],
    ['.set a, b\n.set b, a\n.quad a\n', 'symbol-loop 3:1'],
    ['b 1b\n', 'undefined-local-label 1:3'],
    ['nop\ncbz x0, 1f\n', 'undefined-local-label 2:9'],
    ['nop\ncbz x0, 1ULf\n', 'undefined-local-label 2:9'],
    ['a: nop\n.skip 0x8000\ntbz x0, #1, a\n', 'value-out-of-range 3:13'],
    ['nop\nadd x0, x1, #later\n', 'bad-relocation 2:14'],
    ['add x0, x1, :frob:later\n', 'bad-relocation 1:13'],
    ['.byte later\n', 'bad-relocation 1:7'],
    ['.quad later * 2\n', 'bad-expression 1:7'],
    ['nop\nnop\n.org 4\n', 'org-backwards 3:1'],
    ['n .req x42\n', 'bad-register-alias 1:8'],
    ['x1 .req x2\n', 'bad-register-alias 1:1'],
    ['.align 40\n', 'value-out-of-range 1:8'],
    ['.balign 3\n', 'value-out-of-range 1:9'],
    ['movk x0, #:tprel_g0:a\n', 'bad-relocation 1:11'],
    ['.macro m\n.endif\n.if 1\n.endm\n.if 1\nm\n.endif\n', 'unterminated-block 3:1'],
    ['.macro m\n.byte 1\n.endm0\n', 'unterminated-block 1:1'],
    ['nop\ny = x * 2\n', 'bad-expression 2:1'],
    ['# 1 "file\nnop\n', 'unterminated-string 1:1'],
    ['nop\n.cfi_startproc\n', 'unterminated-block 2:1'],
    ['.cfi_endproc\n', 'unmatched-directive 1:1'],
    ['.cfi_startproc\n.cfi_restore_state\n.cfi_endproc\n', 'unmatched-directive 2:1'],
    ['.cfi_startproc\n.data\n.cfi_endproc\n', 'unmatched-directive 3:1'],
    ['.cfi_offset x1, 8\n', 'unmatched-directive 1:1'],
    ['.data\n.byte 1\n.balignw 4, 1\n', 'value-out-of-range 3:1'],
    ['.size a, later\na:\n', 'not-absolute 1:10'],
    ['.section .a, "aq"\n', 'syntax-error 1:16'],
    ['nop\n.error "no"\n', 'user-error 2:1'],
    ['.include "nowhere.inc"\n', 'source-not-found 1:10'],
    ['.incbin "nowhere.bin"\n', 'source-not-found 1:9'],
    ['.bss\n.word 1\n', 'syntax-error 2:1'],
  ])('%j', (source, expected) => {
    expect(summary(source)[0]).toBe(expected);
  });

  test('several errors of one source are all reported', () => {
    expect(summary('frob\n.ascii "a\n.frob\nb 1b\n')).toEqual([
      'bad-instruction 1:1',
      'unterminated-string 2:8',
      'unknown-directive 3:1',
      'undefined-local-label 4:3',
    ]);
  });

  test('a macro call is in the trail, innermost first', () => {
    const source = '.macro in a\n  mov x0, \\a\n.endm\n.macro out\n  in [\n.endm\nnop\n out\n';
    const [error] = errorsOf(source);
    expect(error).toMatchObject({
      place: { file: 'source.s', line: 2 },
      excerpt: { text: '  mov x0, \\a' },
      trail: [
        { what: `in macro 'in'`, place: { line: 5, column: 3 } },
        { what: `in macro 'out'`, place: { line: 8, column: 2 } },
      ],
    });
  });

  test('line markers name the file and the includes', () => {
    const source = '# 1 "main.S"\nnop\n# 1 "in.h" 1\n\nfrob\n# 3 "main.S" 2\nfrob\n';
    expect(errorsOf(source)).toMatchObject([
      { place: { file: 'in.h', line: 2 }, trail: [{ place: { file: 'main.S', line: 2 } }] },
      { place: { file: 'main.S', line: 3 } },
    ]);
  });

  test('a hundred errors are enough', () => {
    const errors = errorsOf('frob\n'.repeat(1000));
    expect(errors).toHaveLength(101);
    expect(errors.at(-1)?.code).toBe('too-many-errors');
  });
});

describe('bad input ends in bounded time with a place', () => {
  test.each([
    ['a macro that calls itself', '.macro m\nm\n.endm\nm\n', 'expansion-too-deep 2:1'],
    [
      'a macro that calls itself twice',
      '.macro m\nnop\nm\nm\n.endm\nm\n',
      'expansion-too-deep 3:1',
    ],
    ['a billion rounds', '.rept 1000000000\n.set x, 1\n.endr\n', 'expansion-too-large 2:1'],
    ['a billion empty rounds', '.rept 1000000000\n.endr\nfrob\n', 'bad-instruction 3:1'],
    [
      'rounds in rounds',
      `${'.rept 1000\n'.repeat(6)}nop\n${'.endr\n'.repeat(6)}`,
      'expansion-too-large 7:1',
    ],
    [
      'arguments that triple',
      '.macro m a\nm \\a\\a\\a\n.endm\nm 12345678\n',
      'expansion-too-large 2:1',
    ],
    [
      'arguments that triple, twice',
      '.macro m a\n.if \\a\n.endif\nm (\\a+\\a)\nm (\\a+\\a)\n.endm\nm 1\n',
      'expansion-too-large 4:1',
    ],
    ['an unterminated string', `nop\n.ascii "${'x'.repeat(1000)}\n`, 'unterminated-string 2:8'],
    ['a line of 10 MB', `nop\n.byte ${'1,'.repeat(5_000_000)}1\n`, 'line-too-long 2:1'],
    ['a large .skip', '.skip 1 << 40\n', 'section-too-large 1:1'],
    ['a large .org', 'nop\n.org 1 << 50\n', 'section-too-large 2:1'],
    ['a large alignment', 'nop\n.align 31\nnop\n', 'section-too-large 2:1'],
    ['deep parentheses', `.word ${'('.repeat(5000)}1${')'.repeat(5000)}\n`, 'bad-expression 1:508'],
    ['a long chain of signs', `.word ${'-'.repeat(5000)}1\n`, 'bad-expression 1:508'],
    ['skipped text that never ends', '.if 0\nnop\n', 'unterminated-block 1:1'],
  ])('%s', (_name, source, expected) => {
    expect(summary(source)[0]).toBe(expected);
  });

  test('a file that includes itself', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hcall-include-'));
    try {
      const path = join(folder, 'self.inc');
      writeFileSync(path, 'nop\n.include "self.inc"\n');
      expect(errorsOf('.include "self.inc"\n', join(folder, 'main.s'))).toMatchObject([
        { code: 'expansion-too-deep', place: { file: path, line: 2, column: 1 } },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

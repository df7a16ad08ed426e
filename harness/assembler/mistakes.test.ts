import { expect, test } from '@jest/globals';
import { firstError } from '../testing/assembler/first-error.ts';
import { createAssembler } from './assemble.ts';

const assembler = await createAssembler();

/** What an engineer mistypes, « and » around what is underlined (nothing: the column behind); the message, and the note if there is one. */
const mistakes: readonly (readonly [string, string, string?])[] = [
  ['\tadd x0, x1 «x2»\n', "expected ',' or the end of the statement, found 'x2'"],
  ['\tldr x0 «[»x1]\n', "expected ',' or the end of the statement, found '[x1]'"],
  ['\tmov x0 «#»1\n', "expected ',' or the end of the statement, found '#1'"],
  ['\tdc civac «x0»\n', "expected ',' or the end of the statement, found 'x0'"],
  ['\tmov «x31», #1\n', "there is no register 'x31': expected x0 to x30, xzr or sp"],
  [
    '\tmov «r0», #1\n',
    "'r0' is no register of A64: expected x0 to x30, xzr or sp, or w0 to w30, wzr or wsp",
  ],
  ['\tldr x0, [«x32»]\n', "there is no register 'x32': expected x0 to x30, xzr or sp"],
  [
    '\tldr «v0», [x1]\n',
    "expected a 32-bit or 64-bit register or a scalar SIMD register (s, d, q, b or h), found 'v0'",
  ],
  [
    '\tldr x0, [x1, «#4097»]\n',
    "'#4097' is out of range: expected 0 to 32760 in steps of 8 or -256 to 255",
  ],
  [
    '\tstp x29, x30, [sp, «#-520»]!\n',
    "'#-520' is out of range: expected -512 to 504 in steps of 8",
  ],
  ['\tldr x0, [x1, x2, «lsr #3»]\n', "'lsr #3' does not fit the offset 'x2': expected lsl or sxtx"],
  ['\tldr x0, [x1], «x2»\n', "expected a number, found 'x2'"],
  [
    '\tadd x0, x1, x2, «rol» #2\n',
    "'rol' is no shift or extension: expected lsl, lsr, asr, ror, msl, or uxtb to sxtx",
  ],
  ['\tadd x0, x1, x2, lsl «x3»\n', "'x3' is a register: expected a number"],
  [
    '\tmovk x0, #1, «lsl #64»\n',
    "the amount of 'lsl #64' is out of range: expected 0, 16, 32 or 48",
  ],
  ['\tand x0, x1, x2, «uxtw #2»\n', "expected lsl, lsr, asr or ror, found 'uxtw #2'"],
  ['\tcset x0, «eqq»\n', "'eqq' is not a condition such as eq, ne, hs or lt", "did you mean 'eq'?"],
  ['\t«b.nee» somewhere\n', "unknown instruction 'b.nee'", "did you mean 'b.ne'?"],
  [
    '\t«addeq» x0, x1, x2\n',
    "unknown instruction 'addeq'",
    "'add' has no condition in A64: branch around it, or use csel, csinc or ccmp",
  ],
  [
    '\t«push» {x0}\n',
    "unknown instruction 'push'",
    "this is an instruction of A32; A64 has 'str x0, [sp, #-16]!', or stp for two registers",
  ],
  [
    '\tmsr «vbar_elr2», x0\n',
    "'vbar_elr2' is not a system register: one without a name here is written s3_<op1>_c<n>_c<m>_<op2>",
    "did you mean 'vbar_el2'?",
  ],
  [
    '\tmsr «daifst», #2\n',
    "'daifst' is not a system register: one without a name here is written s3_<op1>_c<n>_c<m>_<op2>",
    "did you mean 'daifset'?",
  ],
  [
    '\tmrs «hcr_el2», x0\n',
    "expected a 64-bit register, found 'hcr_el2'",
    "did you mean 'msr hcr_el2, x0'? mrs reads a system register, msr writes one",
  ],
  [
    '\tmsr «x0», hcr_el2\n',
    "'x0' is not a system register: one without a name here is written s3_<op1>_c<n>_c<m>_<op2>",
    "did you mean 'mrs x0, hcr_el2'? mrs reads a system register, msr writes one",
  ],
  [
    '\ttlbi «alle2iis»\n',
    "'alle2iis' is none of aside1, aside1is, aside1os, ipas2e1, ipas2e1is, ipas2e1os, ipas2le1, ipas2le1is, ...",
    "did you mean 'alle2is'?",
  ],
  [
    '\tdsb «ishh»\n',
    "'ishh' is none of oshld, oshst, osh, nshld, nshst, nsh, ishld, ishst, ...",
    "did you mean 'ish'?",
  ],
  [
    '\tprfm «pldl1kep», [x0]\n',
    "'pldl1kep' is not a prefetch operation such as 'pldl1keep'",
    "did you mean 'pldl1keep'?",
  ],
  [
    '\tsub sp, sp, #«S_FRAME_SIZE»\n',
    "'S_FRAME_SIZE' is not defined, and this operand is a number",
  ],
  [
    '\tmov x0, =«table»\n',
    "'=' makes a literal, which ldr, ldrsw and prfm load: it is no operand here",
  ],
  [
    '\tadd x0, x1, #table«@»lo12\n',
    "expected ',' or the end of the statement, found '@lo12'",
    "a relocation operator stands before the symbol, between colons: ':lo12:symbol'",
  ],
  ['\tadd x0, x1, «:lo13:table»\n', "unknown relocation operator ':lo13:'"],
  ['\tadrp x0, #«:»pg_hi21:table\n', "expected a number behind '#', found ':pg_hi21:table'"],
  ['\tld1 {v0.8b, «v2.8b»}, [x0]\n', "'v2.8b' does not follow 'v0.8b' in the list: expected v1.8b"],
  [
    '\tld1 {v0.8b, «v1.16b»}, [x0]\n',
    "'v1.16b' is of another kind than 'v0.8b' before it in the list",
  ],
  [
    '\tmov «v0.4s», v1.4s\n',
    "expected wsp or sp or a 32-bit or 64-bit register or a vector register (.8b or .16b) or a scalar SIMD register (b, h, s or d) or an element of a vector register (.b, .h, .s or .d), found 'v0.4s'",
  ],
  [
    '\tld1 «v0.4s», [x0]\n',
    "expected a list of 1, 2, 3 or 4 registers of one arrangement such as '{v0.8b}', found 'v0.4s'",
  ],
  ['«here» nop\n', "unknown instruction 'here'", "a label ends in a colon: 'here:'"],
  ['\t«.wrod» 5\n', "unknown directive '.wrod'", "did you mean '.word'?"],
  ['\t«.sectoin» .text\n', "unknown directive '.sectoin'", "did you mean '.section'?"],
  ['\t.section .foo, «ax»\n', "expected flags in quotes, or '#', found 'ax'"],
  [
    '\t.section .foo, "ax«z»"\n',
    "unknown section flag 'z'",
    'expected letters of adeowxMSGTR? or numbers',
  ],
  ['\t.globl «1foo»\n', "expected a symbol, found '1foo'"],
  ['\t.globl foo «bar»\n', "expected ',' or the end of the statement, found 'bar'"],
  ['\t.skip «later»\n', 'the count is no number that is known in this file'],
  ['\t.space «-4»\n', 'the count is -4, expected 0 or more'],
  ['\t.rept «-1»\n\t.endr\n', 'the count is -1, expected 0 or more'],
  ['\t«.if» 1\n\tnop\n', "no '.endif' closes this"],
  ['\t.macro«»\n\t.endm\n', "expected the macro's name, found the end of the statement"],
  [
    '.macro save reg\n\tmov x0, «\\rge»\n.endm\n\tsave x1\n',
    "expected an expression, found '\\rge'",
    "'\\rge' is no parameter here; these are: reg",
  ],
  [
    '.macro save reg\n\tmov «\\reg», #0x12345\n.endm\n\tsave x31\n',
    "there is no register 'x31': expected x0 to x30, xzr or sp",
  ],
  ['.macro save reg\n.endm\n\tsave x1, «x2»\n', "macro 'save' takes 1 argument, found more"],
  [
    '.macro frame_push\n.endm\n\t«frame_psuh»\n',
    "unknown instruction 'frame_psuh'",
    "did you mean 'frame_push'?",
  ],
  ['\t.ascii «"abc»\n', 'the string has no closing quote'],
  ['\t.quad «here - there»\n', "'there' that is subtracted is not defined"],
  ['\t.size foo, «. - bar»\n', "the size of 'foo' is no number that is known in this file"],
  ['\tccmp x0, x1, «#16», ne\n', "'#16' is out of range: expected 0 to 15"],
];

test.each(mistakes.map((row) => [row] as const))('%j', ([marked, message, note]) => {
  const start = marked.indexOf('«');
  const before = marked.slice(0, start).split('\n');
  const error = firstError(assembler, marked.replaceAll(/[«»]/gu, ''));
  expect([error?.message, error?.note]).toEqual([message, note]);
  expect({ ...error?.place, length: error?.excerpt?.length }).toEqual({
    file: 'source.s',
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
    length: Math.max(1, marked.indexOf('»') - start - 1),
  });
});

import { expect, test } from '@jest/globals';
import { firstError } from '../testing/assembler/first-error.ts';
import { createAssembler } from './assemble.ts';

const assembler = await createAssembler();

/** A source in which « and » stand around what is underlined, and the message. */
const refusals: readonly (readonly [string, string])[] = [
  ['\tadd x0, «w1», #lab\n', "expected a 64-bit register or sp, found 'w1'"],
  ['\tadd x0, «w1», #1\n', "expected a 64-bit register or sp, found 'w1'"],
  ['\tldr «w33», [x1, :lo12:sym]\n', "there is no register 'w33': expected w0 to w30, wzr or wsp"],
  ['\tldr x0, [«w1», :lo12:sym]\n', "expected a 64-bit register or sp, found 'w1'"],
  ['\tadd w0, «x1», :lo12:sym\n', "expected a 32-bit register or wsp, found 'x1'"],
  ['\tmovz x0, #«:abs_g1:sym», lsl #16\n', "':abs_g1:' cannot be used in this operand"],
  ['\tmovk w0, #«:abs_g3:sym»\n', "':abs_g3:' cannot be used in this operand"],
  ['\ttbz x0, «#64», lab\n', "'#64' is out of range: expected 0 to 63"],
  ['\ttbz w0, «#33», lab\n', "'#33' is out of range: expected 0 to 31"],
  ['\ttbz x0, «#0x40», lab\n', "'#0x40' is out of range: expected 0 to 63"],
  ['\tcbz «sp», lab\n', "expected a 32-bit or 64-bit register, found 'sp'"],
  ['\t«b.xx» lab\n', "unknown instruction 'b.xx'"],
  ['\tadr «w0», lab\n', "expected a 64-bit register, found 'w0'"],
  ['\tstr x0, [x1, «lab»]!\n', "'lab' is not defined, and this operand is a number"],
  ['\tldr x0, [x1, x2, «lsl #2»]\n', "'lsl #2' is out of range: expected lsl #0 or #3"],
  ['\tldr w0, [x1, w2, «uxtw #3»]\n', "'uxtw #3' is out of range: expected uxtw #0 or #2"],
  ['\tldrh w0, [x1, x2, «lsl #2»]\n', "'lsl #2' is out of range: expected lsl #0 or #1"],
  ['\tldrb w0, [x1, x2, «sxtx #1»]\n', "'sxtx #1' is out of range: expected sxtx #0"],
  ['\tmov x0, «#0x12345»\n', "'#0x12345' cannot be moved with one instruction"],
  [
    '\tand x0, x1, «#0x5»\n',
    "'#0x5' cannot be an immediate here: expected a repeated, rotated run of ones, neither 0 nor all ones",
  ],
  ['\tmovz x0, #1, «lsl #8»\n', "the amount of 'lsl #8' is out of range: expected 0, 16, 32 or 48"],
  ['\tmovz w0, #1, «lsl #32»\n', "the amount of 'lsl #32' is out of range: expected 0 or 16"],
  ['\tadd x0, x1, x2, «lsl #64»\n', "the amount of 'lsl #64' is out of range: expected 0 to 63"],
  ['\tlsl x0, x1, «#0100»\n', "'#0100' is out of range: expected 0 to 63"],
  ['\tldp x0, x1, [x2, «#4»]\n', "'#4' is out of range: expected -512 to 504 in steps of 8"],
  ['\tldr x0, [x1, #-8]!, «foo»\n', "'ldr' takes no operand 'foo' here"],
  [
    '\tmsr «foo_el2», x0\n',
    "'foo_el2' is not a system register: one without a name here is written s3_<op1>_c<n>_c<m>_<op2>",
  ],
  [
    '\tmrs x0, «foo»\n',
    "'foo' is not a system register: one without a name here is written s3_<op1>_c<n>_c<m>_<op2>",
  ],
  ['\tcsel x0, x1, x2, «foo»\n', "'foo' is not a condition such as eq, ne, hs or lt"],
  [
    '\tfmov d0, «#1.3»\n',
    "'#1.3' has no 8-bit encoding: expected n / 16 * 2^r, n 16 to 31, r -3 to 4",
  ],
  ['.set k, 2\n\tfmov d0, «k»\n', "expected a floating-point number, found 'k'"],
  [
    '\tadr «z0.s», [z1.s, z2.s, lsl #1]\n',
    "'z0.s' is a register of SVE, whose instructions are not assembled",
  ],
  ['\tldr w0, «sp»\n', "expected a label or a distance in bytes or an address, found 'sp'"],
  [
    '\tmov «z0.b», p0/m, za0v.b[w12, 0]\n',
    "'z0.b' is a register of SVE, whose instructions are not assembled",
  ],
  ['\tsvc «#0x10000»\n', "'#0x10000' is out of range: expected 0 to 65535"],
  ['\tbfi x0, x1, #60, «#8»\n', "'#8' is out of range: expected 1 to 4"],
  ['\tccmp x0, «#0x20», #0, eq\n', "'#0x20' is out of range: expected 0 to 31"],
  ['\tldr x0, [x1, x2, lsl #3]«!»\n', "no '!' is possible behind a register offset"],
  ['\tadd x0, x1, «sym»\n', "'sym' is not defined, and this operand is a number"],
  ['\tsub x0, x1, «:lo12:sym»\n', "':lo12:' cannot be used in this operand"],
  ['\tprfm «foo», [x1]\n', "'foo' is not a prefetch operation such as 'pldl1keep'"],
  ['\tstxr «x0», x1, [x2]\n', "expected a 32-bit register, found 'x0'"],
  ['\tmov x0, «later»\n', "'later' is not defined, and this operand is a number"],
  ['\tmov x0, x1, «x2»\n', "expected lsl, lsr, asr or ror, found 'x2'"],
  ['\t«cmp» x0\n', "'cmp' needs 2 operands, found 1"],
  ['\tdup v0.4s, «w33»\n', "there is no register 'w33': expected w0 to w30, wzr or wsp"],
  ['\tmov «v0.d[2]», x0\n', "element 2 of 'v0.d[2]' is out of range: expected 0 to 1"],
  ['\t«madd» x0, x1, x2\n', "'madd' needs 4 operands, found 3"],
  ['\tmadd x0, x1, «w2», x3\n', "expected a 64-bit register, found 'w2'"],
  [
    'x: y: add x0, x1, w2, «lsl #1» // after\n',
    "expected uxtb, uxth, uxtw, uxtx, sxtb, sxth, sxtw or sxtx, found 'lsl #1'",
  ],
  ['\tadd x0, x0, «:frob:sym»\n', "unknown relocation operator ':frob:'"],
  [
    '.set SIZE, 0x8001\n\tsvc «#SIZE * 2»\n',
    "'#SIZE*2' (65538) is out of range: expected 0 to 65535",
  ],
  [
    '.set K, 5\n\tldp x0, x1, [x2, «#K»]\n',
    "'#K' (5) is out of range: expected -512 to 504 in steps of 8",
  ],
  ['tmp .req w9\n\tadd x0, «tmp», #1\n', "expected a 64-bit register or sp, found 'tmp' (w9)"],
  ['\thvc «#b - a»\na: .skip 65536\nb:\n', "'#b-a' (65536) is out of range: expected 0 to 65535"],
  [
    '\tldrb w0, [x1, «#b - a»]\na: .skip 4096\nb:\n',
    "'#b-a' (4096) is out of range: expected 0 to 4095 or -256 to 255",
  ],
  [
    '\t.byte 1, «b - a»\na: .skip 256\nb:\n',
    'the value 256 does not fit 1 byte: expected -255 to 255',
  ],
  [
    '\t.hword «a - b»\na: .skip 65536\nb:\n',
    'the value -65536 does not fit 2 bytes: expected -65535 to 65535',
  ],
  [
    '.macro load reg, off\n\tldr \\reg, [x1, «\\off»]\n.endm\n\tload w0, #3000000\n',
    "'#3000000' is out of range: expected 0 to 16380 in steps of 4 or -256 to 255",
  ],
  [
    '.macro load reg, off\n\tldr «\\reg», [x1, \\off]\n.endm\n\tload w33, #8\n',
    "there is no register 'w33': expected w0 to w30, wzr or wsp",
  ],
  [
    '.macro put reg\n\tmov\t\\reg, «#0x12345»\n.endm\n\tput x4\n',
    "'#0x12345' cannot be moved with one instruction",
  ],
  [
    '.macro two a, b\n\tadd x0, «\\a», \\b\\()1\n.endm\n\ttwo w, x\n',
    "expected a 64-bit register or sp, found 'w'",
  ],
  [
    '.macro outer a\n\tinner \\a, x1\n.endm\n.macro inner a, b\n\tcmp \\b, \\a\\(), «lsl #3», x2\n.endm\n\touter w2\n',
    "expected uxtb, uxth, uxtw, uxtx, sxtb, sxth, sxtw or sxtx, found 'lsl #3'",
  ],
  [
    '.irp r, x0, w33\n\tmov «\\r», #1\n.endr\n',
    "there is no register 'w33': expected w0 to w30, wzr or wsp",
  ],
  [
    '.macro all args:vararg\n\tstp «\\args»\n.endm\n\tall x0, x1, [x2, #4]\n',
    "'#4' is out of range: expected -512 to 504 in steps of 8",
  ],
  [
    '.altmacro\n.macro low a\n\tadd x0, «a», #1\n.endm\n\tlow w3\n',
    "expected a 64-bit register or sp, found 'w3'",
  ],
  [
    '\tmov x0, #«0x10000000000000001»\n',
    'a number of more than 64 bits stands alone, as a datum or a literal: nothing else can be made of it',
  ],
  ['\t.float «1e99»\n', "'1e99' is beyond the range of 4 bytes"],
  ["\t.byte «'»\n", 'a character is missing behind the apostrophe'],
];

test.each(refusals)('%s', (marked, message) => {
  const text = marked.replaceAll(/[«»]/gu, '');
  const before = marked.slice(0, marked.indexOf('«')).split('\n');
  const error = firstError(assembler, text);
  expect(error?.message).toBe(message);
  expect({ ...error?.place, length: error?.excerpt?.length }).toEqual({
    file: 'source.s',
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
    length: marked.indexOf('»') - marked.indexOf('«') - 1,
  });
});

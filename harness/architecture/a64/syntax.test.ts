import { expect, test } from '@jest/globals';
import { compilePattern } from './pattern.ts';
import { encoderRow } from './syntax.ts';

test.each([
  ['0 b40:5 imm14 Rt 0000000', 'tbz W:Rt, u:b40, pc:imm14', {}, 0, 'tbz W@7, u5@26, pc14@12'],
  [
    '1 imm7 Rn Rt 1 0 000000000000',
    'ldp X:Rt, X+1, [XSP:Rn, s:imm7*16]!',
    { Rt: 3 },
    0x8000e000 | 0,
    'ldp X@14, X+1, [XSP@19, s7*16@24]!',
  ],
  [
    'size imm2 Rm Rd 000000000000000000',
    'mov V.s[u:imm2]:Rm, V.16b:Rd',
    { size: 2 },
    0x80000000 | 0,
    'mov V.s[u2@28]@23, V.16b@18',
  ],
  ['Rn 000000000000000000000000000', 'ret X:Rn?30', {}, 0, 'ret X@27?30'],
  ['CRm Rt 00000000000000000000000', 'psb =csync, u:CRm?15', {}, 0, 'psb =csync, u4@28?15'],
] as const)('%s: %s', (diagram, text, fixed, word, translated) => {
  expect(encoderRow(compilePattern(diagram), { text, fixed })).toEqual([word >>> 0, translated]);
});

test('a field that the pattern has not', () => {
  expect(() =>
    encoderRow(compilePattern('Rd 000000000000000000000000000'), { text: 'a X:Rn', fixed: {} }),
  ).toThrow(new RangeError("'a X:Rn' names 'Rn', which 'Rd 000000000000000000000000000' has not"));
});

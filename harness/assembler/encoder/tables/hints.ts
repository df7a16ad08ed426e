import type { Row } from '../pattern.ts';

const hint = (number: number, text: string): Row => [0xd503201f | (number << 5), text];

/** Hints, and barriers without operands (Arm ARM C4.1.66, hints and barriers). */
export const hints: readonly Row[] = [
  [0xd503201f, 'hint u7@5'],
  hint(0, 'nop'),
  hint(1, 'yield'),
  hint(2, 'wfe'),
  hint(3, 'wfi'),
  hint(4, 'sev'),
  hint(5, 'sevl'),
  hint(6, 'dgh'),
  hint(7, 'xpaclri'),
  hint(8, 'pacia1716'),
  hint(10, 'pacib1716'),
  hint(12, 'autia1716'),
  hint(14, 'autib1716'),
  hint(16, 'esb'),
  hint(17, 'psb =csync'),
  hint(18, 'tsb =csync'),
  hint(20, 'csdb'),
  hint(24, 'paciaz'),
  hint(25, 'paciasp'),
  hint(26, 'pacibz'),
  hint(27, 'pacibsp'),
  hint(28, 'autiaz'),
  hint(29, 'autiasp'),
  hint(30, 'autibz'),
  hint(31, 'autibsp'),
  hint(32, 'bti'),
  hint(34, 'bti =c'),
  hint(36, 'bti =j'),
  hint(38, 'bti =jc'),
  [0xd503305f, 'clrex u4@8?15'],
  [0xd50330ff, 'sb'],
  [0xd503309f, 'ssbb'],
  [0xd503349f, 'pssbb'],
  [0xd5031000, 'wfet X@0'],
  [0xd5031020, 'wfit X@0'],
];

/** Exception generation (Arm ARM C4.1.66). */
export const exceptions: readonly Row[] = [
  [0x00000000, 'udf u16@0'],
  [0xd4000001, 'svc u16@5'],
  [0xd4000002, 'hvc u16@5'],
  [0xd4000003, 'smc u16@5'],
  [0xd4200000, 'brk u16@5'],
  [0xd4400000, 'hlt u16@5'],
  [0xd4600000, 'tcancel u16@5'],
  [0xd4a00001, 'dcps1 u16@5?'],
  [0xd4a00002, 'dcps2 u16@5?'],
  [0xd4a00003, 'dcps3 u16@5?'],
];

import type { Row } from '../pattern.ts';

/** In the order of opcode 12:10. */
const operations = ['pacia', 'pacib', 'pacda', 'pacdb', 'autia', 'autib', 'autda', 'autdb'];

/** FEAT_PAuth, beside the hints (Arm ARM C4.1.66, C4.1.68). */
export const pointerAuthentication: readonly Row[] = [
  ...operations.flatMap((name, opcode): Row[] => [
    [0xdac10000 | (opcode << 10), `${name} X@0, XSP@5`],
    [0xdac123e0 | (opcode << 10), `${name.slice(0, 3)}${name[3] ?? ''}z${name[4] ?? ''} X@0`],
  ]),
  [0xdac143e0, 'xpaci X@0'],
  [0xdac147e0, 'xpacd X@0'],
  [0x9ac03000, 'pacga X@0, X@5, XSP@16'],
  [0xd71f0800, 'braa X@5, XSP@0'],
  [0xd71f0c00, 'brab X@5, XSP@0'],
  [0xd73f0800, 'blraa X@5, XSP@0'],
  [0xd73f0c00, 'blrab X@5, XSP@0'],
  [0xd61f081f, 'braaz X@5'],
  [0xd61f0c1f, 'brabz X@5'],
  [0xd63f081f, 'blraaz X@5'],
  [0xd63f0c1f, 'blrabz X@5'],
  [0xd65f0bff, 'retaa'],
  [0xd65f0fff, 'retab'],
  [0xd69f0bff, 'eretaa'],
  [0xd69f0fff, 'eretab'],
  [0xf8200400, 'ldraa X@0, [XSP@5,authenticated]'],
  [0xf8200c00, 'ldraa X@0, [XSP@5,authenticated]!'],
  [0xf8a00400, 'ldrab X@0, [XSP@5,authenticated]'],
  [0xf8a00c00, 'ldrab X@0, [XSP@5,authenticated]!'],
];

import type { Row } from '../pattern.ts';

/** The conditions in the order of their codes, other spellings beside them (Arm ARM C1.2.4). */
export const conditionNames = [
  ['eq', 'none'],
  ['ne', 'any'],
  ['cs', 'hs', 'nlast'],
  ['cc', 'lo', 'ul', 'last'],
  ['mi', 'first'],
  ['pl', 'nfrst'],
  ['vs'],
  ['vc'],
  ['hi', 'pmore'],
  ['ls', 'plast'],
  ['ge', 'tcont'],
  ['lt', 'tstop'],
  ['gt'],
  ['le'],
  ['al'],
  ['nv'],
] as const;

const sveNames: ReadonlySet<string> = new Set(
  'none any nlast ul last first nfrst pmore plast tcont tstop'.split(' '),
);

const conditional: Row[] = conditionNames.flatMap((names, code) =>
  names.flatMap((name): Row[] => {
    const word = 0x54000000 | code;
    const dotted: Row = [word, `b.${name} pc19@5`];
    const consistent: Row = [word | 0x10, `bc.${name} pc19@5`];
    // GNU as writes the architecture's own names without the dot too; not 'bal', 'bnv' and SVE's names.
    return code < 14 && !sveNames.has(name)
      ? [dotted, consistent, [word, `b${name} pc19@5`]]
      : [dotted, consistent];
  }),
);

/** PC-relative instructions (Arm ARM C4.1.65, C4.1.66), encoded here because Keystone counts some from the wrong place. */
export const branches: readonly Row[] = [
  [0x14000000, 'b pc26@0'],
  [0x94000000, 'bl pc26@0'],
  ...conditional,
  [0x34000000, 'cbz W@0, pc19@5'],
  [0xb4000000, 'cbz X@0, pc19@5'],
  [0x35000000, 'cbnz W@0, pc19@5'],
  [0xb5000000, 'cbnz X@0, pc19@5'],
  [0x36000000, 'tbz W@0, u5@19, pc14@5'],
  [0x37000000, 'tbnz W@0, u5@19, pc14@5'],
  [0x36000000, 'tbz X@0, bit, pc14@5'],
  [0x37000000, 'tbnz X@0, bit, pc14@5'],
  [0x10000000, 'adr X@0, adr'],
  [0x90000000, 'adrp X@0, adrp'],
  [0x18000000, 'ldr W@0, pc19@5'],
  [0x58000000, 'ldr X@0, pc19@5'],
  [0x98000000, 'ldrsw X@0, pc19@5'],
  [0x1c000000, 'ldr S@0, pc19@5'],
  [0x5c000000, 'ldr D@0, pc19@5'],
  [0x9c000000, 'ldr Q@0, pc19@5'],
  [0xd8000000, 'prfm prefetch, pc19@5'],
  [0xd61f0000, 'br X@5'],
  [0xd63f0000, 'blr X@5'],
  [0xd65f0000, 'ret X@5?30'],
  [0xd69f03e0, 'eret'],
  [0xd6bf03e0, 'drps'],
];

import type { Row } from '../pattern.ts';

function tagStore(word: number, mnemonic: string): Row[] {
  return [
    [word | 0x800, `${mnemonic} XSP@0, [XSP@5,s9*16@12]`],
    [word | 0xc00, `${mnemonic} XSP@0, [XSP@5,s9*16@12]!`],
    [word | 0x400, `${mnemonic} XSP@0, [XSP@5,bare], s9*16@12`],
  ];
}

/** FEAT_MTE (Arm ARM C4.1.88, load/store memory tags; C4.1.65, C4.1.68). */
export const memoryTagging: readonly Row[] = [
  [0x9ac01000, 'irg XSP@0, XSP@5, X@16?31'],
  [0x9ac01400, 'gmi X@0, XSP@5, X@16'],
  [0x91800000, 'addg XSP@0, XSP@5, u6*16@16, u4@10'],
  [0xd1800000, 'subg XSP@0, XSP@5, u6*16@16, u4@10'],
  [0x9ac00000, 'subp X@0, XSP@5, XSP@16'],
  [0xbac00000, 'subps X@0, XSP@5, XSP@16'],
  [0xbac0001f, 'cmpp XSP@5, XSP@16'],
  ...tagStore(0xd9200000, 'stg'),
  ...tagStore(0xd9600000, 'stzg'),
  ...tagStore(0xd9a00000, 'st2g'),
  ...tagStore(0xd9e00000, 'stz2g'),
  [0xd9600000, 'ldg X@0, [XSP@5,s9*16@12]'],
  [0xd9e00000, 'ldgm X@0, [XSP@5]'],
  [0xd9a00000, 'stgm X@0, [XSP@5]'],
  [0xd9200000, 'stzgm X@0, [XSP@5]'],
  [0x69000000, 'stgp X@0, X@10, [XSP@5,s7*16@15]'],
  [0x69800000, 'stgp X@0, X@10, [XSP@5,s7*16@15]!'],
  [0x68800000, 'stgp X@0, X@10, [XSP@5,bare], s7*16@15'],
];

import type { Row } from '../pattern.ts';

/** FEAT_FlagM and FEAT_FlagM2; FEAT_SME's modes; FEAT_TME (Arm ARM C4.1.66, C4.1.68). */
export const flags: readonly Row[] = [
  [0xd500401f, 'cfinv'],
  [0xd500403f, 'xaflag'],
  [0xd500405f, 'axflag'],
  [0xba000400, 'rmif X@5, u6@15, u4@0'],
  [0x3a00080d, 'setf8 W@5'],
  [0x3a00480d, 'setf16 W@5'],
  [0xd503477f, 'smstart'],
  [0xd503437f, 'smstart =sm'],
  [0xd503457f, 'smstart =za'],
  [0xd503467f, 'smstop'],
  [0xd503427f, 'smstop =sm'],
  [0xd503447f, 'smstop =za'],
  [0xd5233060, 'tstart X@0'],
  [0xd5233160, 'ttest X@0'],
  [0xd503307f, 'tcommit'],
];

import { describe, expect, test } from '@jest/globals';
import { instructionWord } from '../a64/word.ts';
import { takeException } from '../exception.ts';
import { createState } from '../state.ts';
import { abortOf } from './abort.ts';
import type { Access } from './access.ts';
import type { FaultKind, TranslationFault } from './result.ts';

/** ESR, FAR and HPFAR_EL2 of faults, by the manual (D13.2.37, D13.2.42, D13.2.51), worked out by hand. */

const address = 0xab00_0000_0000_1238n;
const load: Access = { address, kind: 'load', level: 1 };
const store: Access = { ...load, kind: 'store' };
const fetch: Access = { ...load, kind: 'fetch' };

const stage1 = (kind: FaultKind, level: number, write = false): TranslationFault => ({
  kind,
  stage: 1,
  level,
  walk: false,
  write,
  ipa: undefined,
});
const stage2 = (kind: FaultKind, level: number, walk = false, write = false): TranslationFault => ({
  kind,
  stage: 2,
  level,
  walk,
  write,
  ipa: 0x8765_4321_0888n,
});

/** PSTATE of the levels, handler's stack pointer. */
const modes = { 0: 0x3c0n, 1: 0x3c5n, 2: 0x3c9n } as const;

function taken(access: Access, fault: TranslationFault, word?: number, hcr = 0n) {
  const state = createState();
  state.set('pstate', modes[access.level]);
  state.set('hcr_el2', (1n << 31n) | hcr);
  const cause = abortOf(access, fault, word === undefined ? undefined : instructionWord(word));
  const { targetEl, esr, far, hpfar } = takeException(cause, state);
  return { targetEl, esr, far, hpfar };
}

// ldr x3, [x5]
const ldr = 0xf940_00a3;

describe('where it goes, and with which syndrome', () => {
  test.each<[string, Access, TranslationFault, bigint, 1 | 2, bigint, bigint | undefined]>([
    ['stage 1 of EL1', load, stage1('translation', 3), 0n, 1, 0x9600_0007n, undefined],
    ['a store', store, stage1('permission', 2, true), 0n, 1, 0x9600_004en, undefined],
    ['EL0', { ...load, level: 0 }, stage1('access-flag', 1), 0n, 1, 0x9200_0009n, undefined],
    [
      'EL0 under TGE',
      { ...load, level: 0 },
      stage1('address-size', 0),
      1n << 27n,
      2,
      0x9200_0000n,
      undefined,
    ],
    ['EL2', { ...load, level: 2 }, stage1('translation', 0), 0n, 2, 0x9600_0004n, undefined],
    [
      'a fetch at EL2',
      { ...fetch, level: 2 },
      stage1('permission', 3),
      0n,
      2,
      0x8600_000fn,
      undefined,
    ],
    ['a fetch at EL1', fetch, stage1('external', 2), 0n, 1, 0x8600_0016n, undefined],
    ['an alignment fault', store, stage1('alignment', 3, true), 0n, 1, 0x9600_0061n, undefined],
    ['stage 2', load, stage2('translation', 3), 0n, 2, 0x93c3_8007n, 0x87_6543_2100n],
    ['stage 2 of a fetch', fetch, stage2('access-flag', 2), 0n, 2, 0x8200_000an, 0x87_6543_2100n],
    [
      'an address size fault of stage 2',
      load,
      stage2('address-size', 1),
      0n,
      2,
      0x93c3_8001n,
      0x87_6543_2100n,
    ],
    [
      'a permission fault of stage 2, after which HPFAR_EL2 is UNKNOWN',
      load,
      stage2('permission', 3),
      0n,
      2,
      0x93c3_800fn,
      undefined,
    ],
    [
      'a permission fault of a walk',
      load,
      stage2('permission', 3, true),
      0n,
      2,
      0x9200_008fn,
      0x87_6543_2100n,
    ],
    [
      'a walk for a store',
      store,
      stage2('translation', 2, true, true),
      0n,
      2,
      0x9200_00c6n,
      0x87_6543_2100n,
    ],
    [
      'a walk for a fetch',
      fetch,
      stage2('translation', 0, true),
      0n,
      2,
      0x8200_0084n,
      0x87_6543_2100n,
    ],
    [
      'an external abort of a walk of stage 2',
      load,
      stage2('external', 1),
      0n,
      2,
      0x9200_0015n,
      undefined,
    ],
    ['an alignment fault of stage 2', load, stage2('alignment', 3), 0n, 2, 0x93c3_8021n, undefined],
    [
      'DC CVAC',
      { ...load, kind: 'clean' },
      stage1('translation', 3),
      0n,
      1,
      0x9600_0147n,
      undefined,
    ],
    [
      'IC IVAU',
      { ...load, kind: 'instruction-cache' },
      stage1('translation', 3),
      0n,
      1,
      0x9600_0147n,
      undefined,
    ],
    [
      'DC ZVA',
      { ...load, kind: 'zero' },
      stage1('translation', 3, true),
      0n,
      1,
      0x9600_0047n,
      undefined,
    ],
    [
      'AT',
      { ...load, addressTranslation: true },
      stage2('translation', 3, true),
      0n,
      2,
      0x9200_01c7n,
      0x87_6543_2100n,
    ],
  ])('%s', (_what, access, fault, hcr, targetEl, esr, hpfar) => {
    expect(taken(access, fault, ldr, hcr)).toEqual({ targetEl, esr, far: address, hpfar });
  });
});

/** Words from GNU as 2.40; ISV is 0x100_0000, SAS bits 23:22, SSE 21, SRT 20:16, SF 15, AR 14. */
describe('what a fault of stage 2 says of the instruction', () => {
  test.each<[string, number, bigint]>([
    ['ldr x3, [x5]', 0xf940_00a3, 0x1c3_8000n],
    ['ldr w3, [x5, #4]', 0xb940_04a3, 0x183_0000n],
    ['ldrb w3, [x5]', 0x3940_00a3, 0x103_0000n],
    ['ldrh w30, [x5]', 0x7940_00be, 0x15e_0000n],
    ['ldrsb x3, [x5]', 0x3980_00a3, 0x123_8000n],
    ['ldrsb w3, [x5]', 0x39c0_00a3, 0x123_0000n],
    ['ldrsh x3, [x5]', 0x7980_00a3, 0x163_8000n],
    ['ldrsw x3, [x5]', 0xb980_00a3, 0x1a3_8000n],
    ['str xzr, [x5]', 0xf900_00bf, 0x1df_8000n],
    ['strh w3, [x5]', 0x7900_00a3, 0x143_0000n],
    ['ldur x3, [x5, #-1]', 0xf85f_f0a3, 0x1c3_8000n],
    ['ldr x3, [x5, x6, lsl #3]', 0xf866_78a3, 0x1c3_8000n],
    ['ldtr w3, [x5]', 0xb840_08a3, 0x183_0000n],
    ['ldr x3, literal', 0x5800_0003, 0x1c3_8000n],
    ['ldrsw x3, literal', 0x9800_0003, 0x1a3_8000n],
    ['ldar x3, [x5]', 0xc8df_fca3, 0x1c3_c000n],
    ['stlrb w3, [x5]', 0x089f_fca3, 0x103_4000n],
    ['ldr x3, [x5], #8', 0xf840_84a3, 0n],
    ['str x3, [x5, #8]!', 0xf800_8ca3, 0n],
    ['ldp x3, x4, [x5]', 0xa940_10a3, 0n],
    ['ldxr x3, [x5]', 0xc85f_7ca3, 0n],
    ['ldaxr x3, [x5]', 0xc85f_fca3, 0n],
    ['stxr w6, x3, [x5]', 0xc806_7ca3, 0n],
    ['ldr q3, [x5]', 0x3dc0_00a3, 0n],
    ['ld1 {v3.16b}, [x5]', 0x4c40_70a3, 0n],
    ['dc zva, x5', 0xd50b_7425, 0n],
  ])('%s', (_text, word, transfer) => {
    const { esr } = taken(load, stage2('translation', 3), word);
    expect(esr).toBe(0x9200_0007n | transfer);
  });
});

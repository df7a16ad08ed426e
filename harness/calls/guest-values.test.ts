import { describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { cortexA72 } from '../architecture/processor-model.ts';
import { guestBits, guestValue } from './guest-values.ts';

test.each<[RegisterName, bigint]>([
  ['x0', 0xffff_ffff_ffff_ffffn],
  ['sp_el0', 0xffff_ffff_ffff_fff0n],
  ['v31', (1n << 128n) - 1n],
  ['tpidr_el1', 0xffff_ffff_ffff_ffffn],
  ['vbar_el1', 0xffff_ffff_ffff_f800n],
  // M, A, C and the rest of what acts on EL1 stay as they are.
  ['sctlr_el1', 0x0405_c000n],
  ['csselr_el1', 0x7n],
  ['pc', 0n],
  ['pstate', 0n],
  ['hcr_el2', 0n],
])('the bits of %s in which a guest holds what it likes', (register, bits) => {
  expect(guestBits(register, cortexA72)).toBe(bits);
});

describe('a value of a guest', () => {
  const registers: RegisterName[] = [
    'x9',
    'sp_el1',
    'v3',
    'fpsr',
    'fpcr',
    'sctlr_el1',
    'csselr_el1',
  ];

  test.each(registers)('is nobody else’s in %s', (register) => {
    const host = register === 'sctlr_el1' ? 0x30d0_0800n : 0n;
    const entered = guestValue(cortexA72, register, 1, 'entered', [host]);
    const left = guestValue(cortexA72, register, 1, 'leaves', [entered, host]);
    expect(new Set([host, entered, left]).size).toBe(3);
    expect((entered ^ host) & ~guestBits(register, cortexA72)).toBe(0n);
    expect((left ^ host) & ~guestBits(register, cortexA72)).toBe(0n);
  });

  test('is the same again, and another one for another seed', () => {
    expect(guestValue(cortexA72, 'x1', 1, 'entered', [0n])).toBe(
      guestValue(cortexA72, 'x1', 1, 'entered', [0n]),
    );
    expect(guestValue(cortexA72, 'x1', 1, 'entered', [0n])).not.toBe(
      guestValue(cortexA72, 'x1', 2, 'entered', [0n]),
    );
  });

  test.each<[bigint, bigint[]]>([
    // IMASK alone: two values.
    [0x0n, [0x0n]],
    [0x2n, [0x2n]],
    [0x0n, [0x0n, 0x2n]],
  ])('is another one as long as there is room: %d', (host, others) => {
    const value = guestValue(cortexA72, 'cntv_ctl_el0', 1, 'leaves', [host, ...others]);
    expect(value).toBe(host ^ 0x2n);
  });

  test('is that of the guest before where there is no room', () => {
    expect(guestValue(cortexA72, 'pc', 1, 'leaves', [0x1234n, 0x5n])).toBe(0x1234n);
  });
});

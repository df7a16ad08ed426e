import { describe, expect, test } from '@jest/globals';
import { preferredReturnOf } from './esr.ts';
import type { ExceptionCause } from './exception-cause.ts';
import { preferredReturn, returnAddresses, returnAddressesOf } from './return-address.ts';

const pc = 0x4000_1000n;
const a64 = 0x3c5;
const a32 = 0x1d3;
const t32 = 0x1f3;

function chosen(esr: bigint): ExceptionCause {
  return { kind: 'synchronous', esr, preferredReturn: preferredReturnOf(esr) };
}

interface Row {
  readonly what: string;
  readonly cause: ExceptionCause;
  readonly pstate?: number;
  /** Bytes from the instruction on. */
  readonly elr: bigint;
  readonly next: bigint;
}

// Arm ARM, D1.10.1: the preferred return address is that of the instruction, but for HVC and SVC; D13.2.37: IL.
const rows: readonly Row[] = [
  { what: 'HVC', cause: { kind: 'hvc', immediate: 0 }, elr: 4n, next: 4n },
  { what: 'SVC', cause: { kind: 'svc', immediate: 0 }, elr: 4n, next: 4n },
  { what: 'trapped SMC', cause: { kind: 'smc', immediate: 0 }, elr: 0n, next: 4n },
  { what: 'trapped WFI', cause: { kind: 'wfx-trap', wfe: false, target: 2 }, elr: 0n, next: 4n },
  {
    what: 'data abort',
    cause: { kind: 'data-abort', address: 0n, status: 7 },
    elr: 0n,
    next: 4n,
  },
  { what: 'IRQ', cause: { kind: 'irq' }, elr: 0n, next: 4n },
  { what: 'IRQ in T32 state', cause: { kind: 'irq' }, pstate: t32, elr: 0n, next: 2n },
  { what: 'a chosen HVC', cause: chosen(0x5a00_0000n), elr: 4n, next: 4n },
  { what: 'a chosen SVC of AArch32', cause: chosen(0x4600_0000n), elr: 4n, next: 4n },
  { what: 'a chosen SMC', cause: chosen(0x5e00_0000n), elr: 0n, next: 4n },
  {
    what: 'an A32 instruction, whatever IL is',
    cause: chosen(0x0c00_0000n),
    pstate: a32,
    elr: 0n,
    next: 4n,
  },
  {
    what: 'a T32 instruction of 16 bits',
    cause: chosen(0x0c00_0000n),
    pstate: t32,
    elr: 0n,
    next: 2n,
  },
  {
    what: 'a T32 instruction of 32 bits',
    cause: chosen(0x0e00_0000n),
    pstate: t32,
    elr: 0n,
    next: 4n,
  },
  {
    what: 'SVC in T32 state, 16 bits',
    cause: chosen(0x4400_0000n),
    pstate: t32,
    elr: 2n,
    next: 2n,
  },
  {
    what: 'HVC in T32 state, 32 bits',
    cause: { kind: 'hvc', immediate: 0 },
    pstate: t32,
    elr: 4n,
    next: 4n,
  },
];

describe('where an exception returns to', () => {
  test.each(rows)('$what', ({ cause, pstate = a64, elr, next }) => {
    expect(preferredReturn(cause, pc, pstate)).toBe(pc + elr);
    expect(returnAddresses(cause, pc, pstate)).toEqual({ again: pc, next: pc + next });
    expect(returnAddressesOf({ cause, elr: pc + elr, spsr: BigInt(pstate) })).toEqual({
      again: pc,
      next: pc + next,
    });
  });

  test('behind the last instruction there is the first', () => {
    const last = 0xffff_ffff_ffff_fffcn;
    expect(returnAddresses({ kind: 'irq' }, last, a64).next).toBe(0n);
    expect(
      returnAddressesOf({ cause: { kind: 'hvc', immediate: 0 }, elr: 0n, spsr: 0x3c5n }).again,
    ).toBe(last);
  });
});

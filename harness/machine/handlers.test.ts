import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { differences, maskOf } from '../architecture/state.ts';
import type { Machine, MemoryMark, Observation, Outcome, Probe } from './machine.ts';
import { engines } from '../testing/machine/engines.ts';

const vectors = 0x4000_0000n;
const handler = vectors + 0x400n;
const caller = 0x4001_0000n;
const data = 0x4002_0000n;
const top = data + 0x800n;
const rom = 0x4003_0000n;

interface Row {
  readonly name: string;
  /** The code at the vector for a lower AArch64 level. */
  readonly code: readonly number[];
  readonly given?: Partial<Record<RegisterName, bigint>>;
  readonly outcome: Outcome;
  readonly pc: bigint;
  readonly after?: Partial<Record<RegisterName, bigint>>;
  /** ESR of every exception, in order; the call alone unless given. */
  readonly esr?: readonly bigint[];
  /** None unless given. */
  readonly writes?: number;
}

const eret = 0xd69f03e0;
const hvc1 = 0x5a000001n;
/** The vector for the current level has a branch to itself. */
const panic = vectors + 0x200n;

const rows: readonly Row[] = [
  {
    name: 'stp x2, x3, [sp, #-16]!; stp x0, x1, [sp, #-16]!; ldp x0, x1, [sp], #16; ldp x2, x3, [sp], #16',
    code: [0xa9bf0fe2, 0xa9bf07e0, 0xa8c107e0, 0xa8c10fe2, eret],
    given: { x0: 0x11n, x1: 0x22n, x2: 0x33n, x3: 0x44n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { sp_el2: top, x0: 0x11n, x3: 0x44n },
    writes: 4,
  },
  {
    name: 'mov x1, #3; 1: sub x1, x1, #1; cbnz x1, 1b; bl 2f; adr x2, 2f; blr x2; eret; 2: ret',
    code: [
      0xd2800061,
      0xd1000421,
      0xb5ffffe1,
      0x94000004,
      0x10000062,
      0xd63f0040,
      eret,
      0xd65f03c0,
    ],
    outcome: 'returned',
    pc: caller + 4n,
    after: { x1: 0n, x2: handler + 0x1cn, x30: handler + 0x18n },
  },
  {
    name: 'msr vbar_el2, x0',
    code: [0xd51cc000, eret],
    given: { x0: 0x4030_0000n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { vbar_el2: 0x4030_0000n },
  },
  {
    name: 'msr tpidr_el2, x5; mrs x6, tpidr_el2',
    code: [0xd51cd045, 0xd53cd046, eret],
    given: { x5: 0x1234_5678_9abc_def0n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { tpidr_el2: 0x1234_5678_9abc_def0n, x6: 0x1234_5678_9abc_def0n },
  },
  {
    name: 'fmov d0, x1',
    code: [0x9e670020, eret],
    given: { x1: 0x55n, v0: (7n << 64n) | 9n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { v0: 0x55n },
  },
  {
    name: 'fmov d0, x1 with CPTR_EL2.TFP',
    code: [0x9e670020, eret],
    given: { cptr_el2: 0x400n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x1fe0_0000n],
    after: { elr_el2: handler, spsr_el2: 0x3c9n },
  },
  {
    name: 'add sp, sp, #8; str x0, [sp], with SCTLR_EL2.SA',
    code: [0x910023ff, 0xf90003e0, eret],
    given: { sctlr_el2: 8n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9a00_0000n],
    after: { elr_el2: handler + 4n, sp_el2: top + 8n },
    writes: 0,
  },
  {
    name: 'add sp, sp, #8; str x0, [sp], without SCTLR_EL2.SA',
    code: [0x910023ff, 0xf90003e0, eret],
    outcome: 'returned',
    pc: caller + 4n,
    after: { sp_el2: top + 8n },
    writes: 1,
  },
  {
    name: 'str x0, [x1], not aligned',
    code: [0xf9000020, eret],
    given: { x1: data + 4n, x0: 5n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0061n],
    after: { far_el2: data + 4n, elr_el2: handler },
    writes: 0,
  },
  {
    name: 'nop; ldur x0, [x1, #4], not aligned',
    code: [0xd503201f, 0xf8404020, eret],
    given: { x1: data },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: data + 4n, elr_el2: handler + 4n },
  },
  {
    name: 'nop; ldr x0, [x1, x2], not aligned by x2',
    code: [0xd503201f, 0xf8626820, eret],
    given: { x1: data, x2: 4n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: data + 4n, elr_el2: handler + 4n },
  },
  {
    name: 'nop; ldr x0, [x1, x2, lsl #3], not aligned by x1',
    code: [0xd503201f, 0xf8627820, eret],
    given: { x1: data + 4n, x2: 1n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: data + 12n, elr_el2: handler + 4n },
  },
  {
    name: 'nop; ldr x0, [x1, w2, sxtw], not aligned by w2',
    code: [0xd503201f, 0xf862c820, eret],
    given: { x1: data + 8n, x2: 0xffff_fffcn },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: data + 4n, elr_el2: handler + 4n },
  },
  {
    name: 'nop; ldr x0, [sp, x2], not aligned by x2',
    code: [0xd503201f, 0xf8626be0, eret],
    given: { x2: 4n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: top + 4n, elr_el2: handler + 4n },
  },
  {
    name: 'nop; ldarh w3, [x1], not aligned',
    code: [0xd503201f, 0x48dffc23, eret],
    given: { x1: data + 1n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: data + 1n, elr_el2: handler + 4n },
  },
  {
    name: 'nop; ldr x0, . + 8, not aligned',
    code: [0xd503201f, 0x58000040, eret],
    given: { x0: 5n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: handler + 12n, elr_el2: handler + 4n },
  },
  {
    name: 'nop; ldr q0, [x1, #16], not aligned',
    code: [0xd503201f, 0x3dc00420, eret],
    given: { x1: data + 8n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: data + 24n, elr_el2: handler + 4n },
  },
  {
    name: 'add x1, x1, #4; ldr x0, [x1]: not aligned any more',
    code: [0x91001021, 0xf9400020, eret],
    given: { x1: data },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: data + 4n, elr_el2: handler + 4n },
  },
  {
    name: 'add x2, x2, #4; ldr x0, [x1, x2]: not aligned any more',
    code: [0x91001042, 0xf8626820, eret],
    given: { x1: data, x2: 0n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: data + 4n, elr_el2: handler + 4n },
  },
  {
    name: 'nop; stp q0, q1, [x1], not aligned',
    code: [0xd503201f, 0xad000420, eret],
    given: { x1: data + 8n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0061n],
    after: { far_el2: data + 8n, elr_el2: handler + 4n },
    writes: 0,
  },
  {
    name: 'nop; ldp q0, q1, [x1, #32]; ld1 {v2.16b}, [x2], aligned to its bytes',
    code: [0xd503201f, 0xad410420, 0x4c407042, eret],
    given: { x1: data, x2: data + 1n },
    outcome: 'returned',
    pc: caller + 4n,
  },
  {
    name: 'add sp, sp, #4; ldr x0, [sp], without SCTLR_EL2.SA',
    code: [0x910013ff, 0xf94003e0, eret],
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: top + 4n, elr_el2: handler + 4n },
  },
  {
    name: 'nop; ldp w2, w3, [x1, #4]; ldr x0, [x1, x3, lsl #3], aligned',
    code: [0xd503201f, 0x29408c22, 0xf8637820, eret],
    given: { x1: data, x0: 5n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { x0: 0n, x2: 0n, x3: 0n },
  },
  {
    name: 'nop; ldr x0, [x1], where nothing is mapped',
    code: [0xd503201f, 0xf9400020, eret],
    given: { x1: 0x7000_0000n, x0: 5n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0010n],
    after: { far_el2: 0x7000_0000n, elr_el2: handler + 4n, x0: 5n },
  },
  {
    name: 'nop; ldr x0, [x1], where nothing is mapped, not aligned',
    code: [0xd503201f, 0xf9400020, eret],
    given: { x1: 0x7000_0004n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: 0x7000_0004n, elr_el2: handler + 4n },
  },
  {
    name: 'ldr x0, [x1], beyond physical memory',
    code: [0xf9400020, eret],
    given: { x1: 0xffff_0000_0000_0000n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0000n],
    after: { far_el2: 0xffff_0000_0000_0000n, elr_el2: handler },
  },
  {
    name: 'ldp x0, x2, [x1, #8]!, beyond physical memory, not aligned',
    code: [0xa9c08820, eret],
    given: { x1: 0xffff_0000_0000_0004n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0000n],
    after: { far_el2: 0xffff_0000_0000_000cn, elr_el2: handler, x1: 0xffff_0000_0000_0004n },
  },
  {
    name: 'str x0, [x1], beyond physical memory, not aligned, with SCTLR_EL2.A',
    code: [0xf9000020, eret],
    given: { x1: 0xffff_0000_0000_0004n, sctlr_el2: 2n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0061n],
    after: { far_el2: 0xffff_0000_0000_0004n, elr_el2: handler },
  },
  {
    name: 'str x0, [x1], to read-only memory',
    code: [0xf9000020, eret],
    given: { x1: rom },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0050n],
    after: { far_el2: rom, elr_el2: handler },
    writes: 0,
  },
  {
    name: 'stp with one half beyond the end of memory: neither is stored',
    code: [0xa9000022, eret],
    given: { x1: data + 0xff8n, x0: 1n, x2: 2n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0050n],
    after: { far_el2: data + 0x1000n },
    writes: 0,
  },
  {
    name: 'udf #0',
    code: [0],
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x0200_0000n],
    after: { elr_el2: handler },
  },
  {
    name: 'mrs x0, ich_vtr_el2',
    code: [0xd53ccb20],
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x0200_0000n],
  },
  {
    name: 'brk #0x3c',
    code: [0xd4200780],
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0xf200_003cn],
    after: { elr_el2: handler },
  },
  {
    name: 'svc #0x12 at EL2',
    code: [0xd4000241],
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x5600_0012n],
    after: { elr_el2: handler + 4n },
  },
  { name: 'b .', code: [0x14000000], outcome: 'spun', pc: handler },
  {
    name: 'nop; nop; b to the first',
    code: [0xd503201f, 0xd503201f, 0x17fffffe],
    outcome: 'spun',
    pc: handler,
  },
  {
    name: 'a loop that stores the same value for ever',
    code: [0xd503201f, 0xf9000020, 0x17ffffff],
    given: { x1: data },
    outcome: 'spun',
    pc: handler + 4n,
    writes: 2,
  },
  {
    name: 'sevl; wfe; b to the first',
    code: [0xd50320bf, 0xd503205f, 0x17fffffe],
    outcome: 'spun',
    pc: handler,
  },
  {
    name: 'sevl; wfe; b to the wfe',
    code: [0xd50320bf, 0xd503205f, 0x17ffffff],
    outcome: 'halted',
    pc: handler + 4n,
  },
  {
    name: 'a loop that counts for ever',
    code: [0x91000400, 0x17ffffff],
    outcome: 'out-of-budget',
    pc: handler + 4n,
    after: { x0: 500n },
  },
  { name: 'wfi', code: [0xd503207f], outcome: 'halted', pc: handler },
  {
    name: 'sevl; wfe; wfe',
    code: [0xd50320bf, 0xd503205f, 0xd503205f],
    outcome: 'halted',
    pc: handler + 8n,
  },
  { name: 'smc #9', code: [0xd4000123], outcome: 'smc', pc: handler },
  {
    name: 'str w0, [x1]; br x1: code that was just written',
    code: [0xb9000020, 0xd61f0020],
    given: { x0: BigInt(eret), x1: data },
    outcome: 'returned',
    pc: caller + 4n,
    writes: 1,
  },
  {
    name: 'str w0, [x1]; nop; eret, where the nop becomes an endless branch',
    code: [0xb9000020, 0xd503201f, eret],
    given: { x0: 0x1400_0000n, x1: handler + 4n },
    outcome: 'spun',
    pc: handler + 4n,
    writes: 1,
  },
  {
    name: 'br x1, where nothing is mapped',
    code: [0xd61f0020],
    given: { x1: 0x7000_0000n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x8600_0010n],
    after: { elr_el2: 0x7000_0000n, far_el2: 0x7000_0000n },
  },
  {
    name: 'br x1 to address 0',
    code: [0xd61f0020],
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x8600_0010n],
    after: { elr_el2: 0n },
  },
  {
    name: 'br x1, not aligned',
    code: [0xd61f0020],
    given: { x1: handler + 2n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x8a00_0000n],
    after: { elr_el2: handler + 2n, far_el2: handler + 2n },
  },
  {
    name: 'msr elr_el2, x1; eret, to where nobody called from',
    code: [0xd51c4021, eret],
    given: { x1: caller + 0x100n },
    outcome: 'returned-elsewhere',
    pc: caller + 0x100n,
  },
  {
    name: 'msr spsr_el2, x2; eret, with other flags',
    code: [0xd51c4002, eret],
    given: { x2: 0x6000_03c5n },
    outcome: 'returned-wrong-state',
    pc: caller + 4n,
  },
  {
    name: 'msr spsr_el2, x2; eret, illegal',
    code: [0xd51c4002, eret],
    given: { x2: 0x9000_03c7n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x3a00_0000n],
    after: { elr_el2: caller + 4n, spsr_el2: 0x9010_03c9n },
  },
  {
    name: '1: str x0, [x1], #8; subs x2, x2, #1; b.ne 1b',
    code: [0xf8008420, 0xf1000442, 0x54ffffc1, eret],
    given: { x1: data, x2: 4n, x0: 3n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { x1: data + 32n, x2: 0n },
    writes: 4,
  },
  {
    name: 'ldxr x4, [x1]; stxr w3, x0, [x1]',
    code: [0xc85f7c24, 0xc8037c20, eret],
    given: { x1: data, x0: 3n, x3: 9n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { x3: 0n },
    writes: 1,
  },
  {
    name: 'ldxp x4, x5, [x1]; stxp w3, x0, x2, [x1]',
    code: [0xc87f1424, 0xc8230820, eret],
    given: { x1: data, x0: 3n, x2: 4n, x3: 9n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { x3: 0n },
    writes: 2,
  },
  {
    name: 'stxr w3, x0, [x1], not aligned, while the monitor is open',
    code: [0xc8037c20, eret],
    given: { x1: data + 4n, x3: 9n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0061n],
    after: { far_el2: data + 4n, elr_el2: handler, x3: 9n },
  },
  {
    name: 'ldxr x4, [x1]; add x1, x1, #4; stxr w3, x0, [x1], not aligned',
    code: [0xc85f7c24, 0x91001021, 0xc8037c20, eret],
    given: { x1: data },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0061n],
    after: { far_el2: data + 4n, elr_el2: handler + 8n },
  },
  {
    name: 'ldxp x4, x5, [x1], aligned to one of them',
    code: [0xc87f1424, eret],
    given: { x1: data + 8n },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0021n],
    after: { far_el2: data + 8n, elr_el2: handler },
  },
  {
    name: 'ldxr x4, [x1]; stxr w3, x0, [x1], to read-only memory',
    code: [0xc85f7c24, 0xc8037c20, eret],
    given: { x1: rom },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0050n],
    after: { far_el2: rom, elr_el2: handler + 4n },
  },
  {
    name: 'str q1, [x1]; ldr q2, [x1]',
    code: [0x3d800021, 0x3dc00022, eret],
    given: { x1: data, v1: (7n << 64n) | 9n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { v2: (7n << 64n) | 9n },
    writes: 2,
  },
  {
    name: 'dc zva on Device memory',
    code: [0xd50b7421, eret],
    given: { x1: data },
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x9600_0061n],
  },
  {
    name: 'at s1e1r, x0; mrs x1, par_el1, of an address that fails',
    code: [0xd5087800, 0xd5387401, eret],
    given: { x0: 0x0123_4567_89ab_c000n },
    outcome: 'returned',
    pc: caller + 4n,
    after: { par_el1: 0x801n, x1: 0x801n },
  },
  {
    name: 'msr spsel, #0; str x0, [sp]',
    code: [0xd50040bf, 0xf90003e0, eret],
    given: { sp_el0: data + 8n, sctlr_el2: 8n },
    outcome: 'spun',
    pc: vectors,
    esr: [hvc1, 0x9a00_0000n],
    after: { spsr_el2: 0x3c8n },
  },
  {
    name: 'hvc #7 at EL2',
    code: [0xd40000e2, eret],
    outcome: 'spun',
    pc: panic,
    esr: [hvc1, 0x5a00_0007n],
  },
  {
    name: 'msr daifclr, #2; msr vbar_el2, x1; hvc #7: another table',
    code: [0xd50342ff, 0xd51cc001, 0xd40000e2, eret],
    given: { x1: 0x7000_0000n },
    outcome: 'faulted',
    pc: 0x7000_0200n,
    esr: [hvc1, 0x5a00_0007n],
  },
  {
    name: 'sub sp, sp, x1; msr vbar_el2, x2; str x0, [sp, #-16]! on a bad stack, whose vector does the same: nested faults',
    code: [0xcb2163ff, 0xd51cc002, 0xf81f0fe0],
    given: { x1: 0x1000_0000n, x2: data },
    outcome: 'faulted',
    pc: data + 0x200n,
    esr: [hvc1, 0x9600_0050n, 0x9600_0050n, 0x9600_0050n],
  },
];

function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

function build(createMachine: () => Machine): { machine: Machine; mark: MemoryMark } {
  const machine = createMachine();
  machine.map([
    { name: 'vectors', address: vectors, size: 0x1000 },
    { name: 'caller', address: caller, size: 0x1000 },
    { name: 'data', address: data, size: 0x1000 },
    { name: 'rom', address: rom, size: 0x1000, readOnly: true },
  ]);
  // hvc #1
  machine.write({ address: caller, bytes: words(0xd4000022), execute: true });
  // b .
  machine.write({ address: vectors, bytes: words(0x14000000), execute: true });
  machine.write({ address: panic, bytes: words(0x14000000), execute: true });
  // str x0, [sp, #-16]!
  machine.write({ address: data + 0x200n, bytes: words(0xf81f0fe0), execute: true });
  return { machine, mark: machine.mark() };
}

interface Way {
  readonly watch: Probe['watch'];
  readonly budget?: number;
}

function probeOf(machine: Machine, row: Row, { watch, budget = 1000 }: Way): Probe {
  const state = machine.resetState();
  state.set('pc', caller);
  state.set('pstate', 0x3c5n);
  state.set('vbar_el2', vectors);
  state.set('sp_el2', top);
  for (const [name, value] of Object.entries(row.given ?? {})) {
    state.set(name as RegisterName, value);
  }
  const stops = new Map<bigint, Outcome>([[caller + 4n, 'returned']]);
  return { state, start: 'code', budget, stops, watch };
}

function runRow(machine: Machine, mark: MemoryMark, row: Row, way: Way): Observation {
  machine.rewind(mark);
  machine.write({ address: handler, bytes: words(...row.code), execute: true });
  const out = machine.newObservation();
  machine.run(probeOf(machine, row, way), out);
  return out;
}

const observed = (machine: Machine) => maskOf(machine.observable);

describe.each(engines)('what a handler does on %s', (_engine, createMachine) => {
  let machine: Machine;
  let mark: MemoryMark;
  beforeAll(() => {
    ({ machine, mark } = build(createMachine));
  });
  afterAll(() => machine.close());

  test.each(rows)('$name', (row) => {
    const out = runRow(machine, mark, row, { watch: 'nothing' });
    expect([out.outcome, out.pc]).toEqual([row.outcome, row.pc]);
    const after = row.after ?? {};
    const found = Object.keys(after).map((name) => [name, out.after.get(name as RegisterName)]);
    expect(Object.fromEntries(found)).toEqual(after);
    expect(out.exceptions.map(({ esr }) => esr)).toEqual(row.esr ?? [hvc1]);
    expect(out.writes).toHaveLength(row.writes ?? 0);
  });

  test.each(rows)('the same in steps: $name', (row) => {
    const fast = runRow(machine, mark, row, { watch: 'nothing' });
    const stepped = runRow(machine, mark, row, { watch: 'steps' });
    expect([stepped.outcome, stepped.pc]).toEqual([fast.outcome, fast.pc]);
    expect(differences(fast.after, stepped.after, observed(machine))).toEqual([]);
    expect(differences(fast.entry, stepped.entry, observed(machine))).toEqual([]);
    expect(stepped.exceptions).toEqual(fast.exceptions);
    const plain = stepped.writes.map(({ address, size, before, after }) => ({
      address,
      size,
      before,
      after,
    }));
    const fastPlain = fast.writes.map(({ address, size, before, after }) => ({
      address,
      size,
      before,
      after,
    }));
    expect(plain).toEqual(fastPlain);
  });

  test.each(rows)('the same with every budget: $name', (row) => {
    const { instructions = 0, outcome } = runRow(machine, mark, row, { watch: 'steps' });
    // Those that have no end take as many as they may.
    const length = Math.min(instructions, 40);
    for (let budget = 1; budget <= length + 2; budget += 1) {
      const fast = runRow(machine, mark, row, { watch: 'nothing', budget });
      const stepped = runRow(machine, mark, row, { watch: 'steps', budget });
      const expected = budget < instructions ? 'out-of-budget' : outcome;
      expect([budget, fast.outcome, fast.pc]).toEqual([budget, expected, stepped.pc]);
      expect(stepped.outcome).toBe(expected);
      expect(differences(fast.after, stepped.after, observed(machine))).toEqual([]);
    }
  });
});

/** What each row gives on one machine, in this order. */
function runAll(createMachine: () => Machine, order: readonly Row[]): Map<string, string> {
  const { machine, mark } = build(createMachine);
  const results = order.map((row): [string, string] => {
    const out = runRow(machine, mark, row, { watch: 'nothing' });
    return [row.name, [out.outcome, out.pc, ...out.after.words].join(' ')];
  });
  machine.close();
  return new Map(results);
}

test.each(engines)('each probe is independent of those before on %s', (_engine, createMachine) => {
  const forwards = runAll(createMachine, rows);
  const backwards = runAll(createMachine, rows.toReversed());
  for (const { name } of rows) {
    expect(backwards.get(name)).toBe(forwards.get(name));
  }
});

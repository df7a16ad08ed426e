import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { registerInfo } from '../architecture/registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { slots } from '../architecture/slot.ts';
import type { Machine, Observation, Outcome, Probe } from './machine.ts';
import { engines } from '../testing/machine/engines.ts';

const vectors = 0x4000_0000n;
const caller = 0x4001_0000n;
const data = 0x4002_0000n;
const eret = 0xd69f03e0;
const rw = 1n << 31n;
const tge = 1n << 27n;

function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

describe.each(engines)('the rules on %s', (_engine, createMachine) => {
  let machine: Machine;
  beforeEach(() => {
    machine = createMachine();
    machine.map([
      { name: 'vectors', address: vectors, size: 0x1000 },
      { name: 'caller', address: caller, size: 0x1000 },
      { name: 'data', address: data, size: 0x1000 },
    ]);
  });
  afterEach(() => machine.close());

  function code(address: bigint, ...values: readonly number[]): void {
    machine.write({ address, bytes: words(...values), execute: true });
  }

  function run(
    given: Partial<Record<RegisterName, bigint>>,
    probe: Partial<Probe> = {},
  ): Observation {
    const state = machine.resetState();
    state.set('pc', caller);
    state.set('pstate', 0x3c5n);
    state.set('vbar_el2', vectors);
    state.set('cpacr_el1', 3n << 20n);
    for (const [name, value] of Object.entries(given)) {
      state.set(name as RegisterName, value);
    }
    const out = machine.newObservation();
    const stops = new Map<bigint, Outcome>([[caller + 4n, 'returned']]);
    machine.run({ state, start: 'code', budget: 1000, stops, watch: 'nothing', ...probe }, out);
    return out;
  }

  describe('what was measured on a full-system emulator', () => {
    test.each<
      [string, number, Partial<Record<RegisterName, bigint>>, 1 | 2, bigint, bigint, bigint, bigint]
    >([
      ['HVC #5 at EL1h', 0xd40000a2, { pstate: 0x5n }, 2, 0x400n, 0x5a000005n, 4n, 0x5n],
      ['HVC #5 at EL1t', 0xd40000a2, { pstate: 0x3c4n }, 2, 0x400n, 0x5a000005n, 4n, 0x3c4n],
      ['HVC #0xffff', 0xd41fffe2, { pstate: 0xf00003c5n }, 2, 0x400n, 0x5a00ffffn, 4n, 0xf00003c5n],
      [
        'SMC #9, TSC',
        0xd4000123,
        { hcr_el2: rw | (1n << 19n) },
        2,
        0x400n,
        0x5e000009n,
        0n,
        0x3c5n,
      ],
      [
        'MSR TTBR0_EL1, TVM',
        0xd5182003,
        { hcr_el2: rw | (1n << 26n) },
        2,
        0x400n,
        0x62300860n,
        0n,
        0x3c5n,
      ],
      ['HVC #7 at EL2h', 0xd40000e2, { pstate: 0x3c9n }, 2, 0x200n, 0x5a000007n, 4n, 0x3c9n],
      ['HVC #7 at EL2t', 0xd40000e2, { pstate: 0x3c8n }, 2, 0x000n, 0x5a000007n, 4n, 0x3c8n],
      ['HVC at EL0', 0xd4000022, { pstate: 0n }, 1, 0x400n, 0x02000000n, 0n, 0n],
      [
        'HVC at EL0, TGE',
        0xd4000022,
        { pstate: 0n, hcr_el2: rw | tge },
        2,
        0x400n,
        0x02000000n,
        0n,
        0n,
      ],
      [
        'SVC #0x12 at EL0, TGE',
        0xd4000241,
        { pstate: 0n, hcr_el2: rw | tge },
        2,
        0x400n,
        0x56000012n,
        4n,
        0n,
      ],
      ['BRK #0x3c at EL2h', 0xd4200780, { pstate: 0x3c9n }, 2, 0x200n, 0xf200003cn, 0n, 0x3c9n],
    ])('%s', (_what, word, given, level, offset, esr, elr, spsr) => {
      code(caller, word);
      const [entry] = run({ vbar_el1: data, ...given }).exceptions;
      expect(entry).toMatchObject({
        targetEl: level,
        vector: (level === 2 ? vectors : data) + offset,
        esr,
        elr: caller + elr,
        spsr,
      });
    });

    test('ERET with SPSR 900003C7', () => {
      code(caller, eret);
      const out = run({ pstate: 0x3c9n, spsr_el2: 0x900003c7n, elr_el2: data });
      expect(out.exceptions[0]).toMatchObject({
        slot: 'current-spx/sync',
        esr: 0x3a000000n,
        elr: data,
        spsr: 0x901003c9n,
      });
    });
  });

  describe.each(['nothing', 'steps'] as const)('watching %s', (watch) => {
    test.each<[string, bigint]>([
      ['EL0', 0n],
      ['EL1t', 0x3c4n],
      ['EL1h', 0x3c5n],
      ['EL2t', 0x3c8n],
      ['EL2h', 0x3c9n],
    ])('code runs at %s with its own stack pointer', (_level, pstate) => {
      // mov x0, sp; nop; nop
      code(caller, 0x910003e0, 0xd503201f, 0xd503201f);
      const stops = new Map<bigint, Outcome>([[caller + 8n, 'returned']]);
      const stacks = { sp_el0: 0x100n, sp_el1: 0x110n, sp_el2: 0x120n };
      const out = run({ pstate, ...stacks }, { watch, stops });
      const own = (pstate & 1n) === 0n ? 0x100n : 0x100n + 0x10n * ((pstate >> 2n) & 3n);
      expect([out.outcome, out.after.get('x0'), out.after.get('pstate')]).toEqual([
        'returned',
        own,
        pstate,
      ]);
    });

    test('every register keeps its value', () => {
      code(vectors + 0x400n, 0xd503201f, eret);
      code(caller, 0xd4000022);
      const state = machine.resetState();
      const special = new Set([
        'pc',
        'pstate',
        'fpcr',
        'fpsr',
        'hcr_el2',
        'vbar_el2',
        'vbar_el1',
        'csselr_el1',
        'scr_el3',
      ]);
      const skipped = /^(sctlr|tcr|mdscr|dbg|mdcr|cptr|hstr|cpacr|pm|cnt|.*_el2$)/;
      for (const name of machine.observable) {
        if (!special.has(name) && !skipped.test(name)) {
          state.set(name, 0x1234_5678_0000_0000n + BigInt(name.length));
        }
      }
      state.set('pc', caller);
      state.set('pstate', 0x3c5n);
      state.set('vbar_el2', vectors);
      const out = machine.newObservation();
      machine.run(
        { state, start: 'code', budget: 99, stops: new Map([[caller + 4n, 'returned']]), watch },
        out,
      );
      const syndrome = new Set(['pc', 'esr_el2', 'elr_el2', 'spsr_el2']);
      const wrong = [...machine.observable].filter(
        (name) => !syndrome.has(name) && out.after.get(name) !== state.get(name),
      );
      expect(wrong).toEqual([]);
    });

    test('an UNDEFINED instruction and an SVC at EL1 go to EL1', () => {
      code(caller, 0);
      const out = run({ vbar_el1: data }, { watch });
      expect([out.outcome, out.pc, out.after.get('esr_el1')]).toEqual([
        'taken-to-el1',
        data + 0x200n,
        0x02000000n,
      ]);
    });

    test('an exception whose return runs into itself', () => {
      // mov x1, #7; eret; for a BRK at EL2's lower slot
      code(vectors + 0x400n, 0xd28000e1, eret);
      code(caller, 0xd4200780);
      const out = run({ pstate: 0n, hcr_el2: rw | tge }, { watch });
      expect([out.outcome, out.pc]).toEqual(['exception-loop', caller]);
    });

    test('vectors that are not mapped', () => {
      code(caller, 0xd4000022);
      const out = run({ vbar_el2: 0x7000_0000n }, { watch });
      expect([out.outcome, out.pc]).toEqual(['faulted', 0x7000_0400n]);
    });

    test.each(slots.map((slot, index) => [slot, index] as const))(
      'an exception raised in %s',
      (slot, index) => {
        // mov x0, #(slot + 1); b .
        for (let each = 0; each < 16; each += 1) {
          code(vectors + BigInt(each * 0x80), 0xd2800000 | ((each + 1) << 5), 0x14000000);
        }
        const out = run({}, { watch, start: { cause: { kind: 'irq' }, slot } });
        expect([out.outcome, out.after.get('x0'), out.entry.get('elr_el2')]).toEqual([
          'spun',
          BigInt(index + 1),
          caller,
        ]);
      },
    );

    test('a call of a function that is marked as a stop', () => {
      // bl . + 8
      code(vectors + 0x400n, 0x94000002, eret, 0xd503201f);
      code(caller, 0xd4000022);
      const stops = new Map<bigint, Outcome>([[vectors + 0x408n, 'called']]);
      const out = run({}, { watch, stops });
      expect([out.outcome, out.after.get('x30')]).toEqual(['called', vectors + 0x404n]);
    });

    test('captures', () => {
      // add x0, x0, #1; cmp x0, #3; b.ne . - 8; eret
      code(vectors + 0x400n, 0x91000400, 0xf1000c1f, 0x54ffffc1, eret);
      code(caller, 0xd4000022);
      const out = run({}, { watch, captures: new Set([vectors + 0x404n]) });
      expect(out.captures.map(({ state }) => state.get('x0'))).toEqual([1n, 2n, 3n]);
    });

    test('a capture, or what was a stop before, at a write of a system register', () => {
      // mov x0, #7; msr tpidr_el2, x0; eret
      code(vectors + 0x400n, 0xd28000e0, 0xd51cd040, eret);
      code(caller, 0xd4000022);
      const stops = new Map<bigint, Outcome>([[vectors + 0x404n, 'called']]);
      const captured = run({}, { watch, captures: new Set([vectors + 0x404n]) });
      const stopped = run({}, { watch, stops });
      const whole = run({}, { watch });
      expect(captured.captures.map(({ state }) => state.get('tpidr_el2'))).toEqual([0n]);
      const ends = [captured, stopped, whole].map(({ after }) => after.get('tpidr_el2'));
      expect(ends).toEqual([7n, 0n, 7n]);
    });

    test('two calls in one probe, and the code between', () => {
      // mov x0, #7; eret
      code(vectors + 0x400n, 0xd28000e0, eret);
      // hvc #1; add x0, x0, #1; hvc #2; nop
      code(caller, 0xd4000022, 0x91000400, 0xd4000042, 0xd503201f);
      const stops = new Map<bigint, Outcome>([[caller + 12n, 'returned']]);
      const out = run({}, { watch, stops });
      expect([out.outcome, out.exceptions.map(({ esr }) => esr), out.entry.get('x0')]).toEqual([
        'returned',
        [0x5a000001n, 0x5a000002n],
        0n,
      ]);
    });

    test('an HVC from AArch32 and back', () => {
      code(vectors + 0x600n, 0xd28000e0, eret);
      // hvc #0x1234 in A32
      code(caller, 0xe1412374);
      const out = run({ pstate: 0x1d3n, hcr_el2: 0n }, { watch });
      expect([out.outcome, out.exceptions[0]?.slot, out.after.get('esr_el2')]).toEqual([
        'returned',
        'lower-a32/sync',
        0x4a001234n,
      ]);
    });

    test('another instruction in AArch32 state is an error', () => {
      code(caller, 0xe1a00000);
      expect(() => run({ pstate: 0x1d3n, hcr_el2: 0n }, { watch })).toThrow(
        'expected an HVC at 0x40010000',
      );
    });

    test('a level that the controls forbid is an error', () => {
      code(caller, 0xd503201f);
      expect(() => run({ hcr_el2: 0n }, { watch })).toThrow('PSTATE 0x3c5 is impossible');
    });
  });

  test('each step says what it did', () => {
    // str x0, [sp, #-16]!; msr vbar_el2, x1; ldr x2, [sp], #16; eret
    code(vectors + 0x400n, 0xf81f0fe0, 0xd51cc001, 0xf84107e2, eret);
    code(caller, 0xd4000022);
    const out = run({ x0: 5n, x1: data, sp_el2: data + 0x100n }, { watch: 'steps' });
    const below = data + 0xf0n;
    expect(out.instructions).toBe(5);
    expect(
      out.steps?.map(({ address, changes }) => [
        address,
        changes.map((each) => [each.register, each.after]),
      ]),
    ).toEqual([
      [caller, []],
      [vectors + 0x400n, [['sp_el2', below]]],
      [vectors + 0x404n, [['vbar_el2', data]]],
      [
        vectors + 0x408n,
        [
          ['x2', 5n],
          ['sp_el2', data + 0x100n],
        ],
      ],
      [vectors + 0x40cn, [['pstate', 0x3c5n]]],
    ]);
    expect(out.steps?.[1]?.writes).toEqual([
      { address: below, physical: below, size: 8, before: 0n, after: 5n, sp: data + 0x100n },
    ]);
    expect(out.steps?.[3]?.reads).toEqual([
      { address: below, physical: below, size: 8, value: 5n },
    ]);
    expect(out.steps?.[0]?.exception?.slot).toBe('lower-a64/sync');
  });

  describe('memory', () => {
    test('rewinding undoes stores of code and writes from outside, mark by mark', () => {
      // str x0, [x1]; eret
      code(vectors + 0x400n, 0xf9000020, eret);
      code(caller, 0xd4000022);
      const first = machine.mark();
      run({ x0: 1n, x1: data });
      const second = machine.mark();
      run({ x0: 2n, x1: data });
      machine.write({ address: data + 8n, bytes: words(3), execute: false });
      machine.rewind(second);
      expect([...machine.read(data, 9)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0]);
      machine.rewind(first);
      expect([...machine.read(data, 9)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
      expect(() => machine.rewind(second)).toThrow(RangeError);
    });

    test('rewritten code is what runs, and rewinding brings the old code back', () => {
      code(vectors + 0x400n, 0xd28000e0, eret);
      code(caller, 0xd4000022);
      const mark = machine.mark();
      const before = run({}).after.get('x0');
      // mov x0, #8
      code(vectors + 0x400n, 0xd2800100);
      const between = run({}).after.get('x0');
      machine.rewind(mark);
      expect([before, between, run({}).after.get('x0')]).toEqual([7n, 8n, 7n]);
    });

    test('a branch in place of an exception return, and back', () => {
      code(vectors + 0x400n, 0xd503201f, eret);
      code(caller, 0xd4000022);
      const results = [0xd503201f, 0x14000000, eret].map((word) => {
        code(vectors + 0x404n, word, 0x14000000);
        return [run({}).outcome, run({}).pc];
      });
      expect(results).toEqual([
        ['spun', vectors + 0x408n],
        ['spun', vectors + 0x404n],
        ['returned', caller + 4n],
      ]);
    });

    test('what is mapped', () => {
      expect([
        machine.isMapped(data, 0x1000),
        machine.isMapped(data, 0x1001),
        machine.isMapped(0n, 1),
      ]).toEqual([true, false, false]);
    });

    test.each([
      ['an overlap', 0x4000_0000n, 0x1000],
      ['a size that is no multiple of 4 KiB', 0x5000_0000n, 0x1001],
      ['an address that is none', 0x5000_0800n, 0x1000],
      ['no size', 0x5000_0000n, 0],
      ['an address beyond physical memory', 1n << 44n, 0x1000],
    ])('%s is refused', (_what, address, size) => {
      expect(() => machine.map([{ name: 'more', address, size }])).toThrow(RangeError);
    });

    test('reading and writing where nothing is', () => {
      expect(() => machine.read(0n, 1)).toThrow(RangeError);
      expect(() => machine.write({ address: 0n, bytes: words(0), execute: false })).toThrow(
        RangeError,
      );
    });
  });

  test('closing twice does no harm', () => {
    const other = createMachine();
    other.close();
    expect(() => other.close()).not.toThrow();
  });

  test.each<RegisterName>([
    ...(['esr_el2', 'elr_el2', 'spsr_el2', 'far_el2', 'hpfar_el2', 'tpidr_el2'] as const),
    ...(['esr_el1', 'elr_el1', 'spsr_el1', 'far_el1', 'tpidr_el1'] as const),
    ...(['tpidr_el0', 'tpidrro_el0', 'vbar_el2', 'csselr_el1', 'fpcr', 'fpsr'] as const),
  ])('MRS reads of %s what the state says of it, with all bits set before', (name) => {
    const { kind, encoding } = registerInfo(name);
    const fp = { op0: 3, op1: 3, crn: 4, crm: 4, op2: name === 'fpcr' ? 0 : 1 };
    const { op0, op1, crn, crm, op2 } = (kind === 'system' ? encoding : undefined) ?? fp;
    // mrs x0, name
    code(caller, 0xd5200000 | (op0 << 19) | (op1 << 16) | (crn << 12) | (crm << 8) | (op2 << 5));
    const given = { pstate: 0x3c9n, [name]: 0xffff_ffff_ffff_ffffn };
    // The second run enters the engine where the first one left it.
    for (const after of [run(given), run({ ...given, x1: 1n })].map((out) => out.after)) {
      expect(after.get('x0')).toBe(after.get(name));
    }
  });
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { engines } from '../testing/machine/engines.ts';
import type { Interruption, Machine, Observation, Outcome, Probe } from './machine.ts';

const vectors = 0x4000_0000n;
const slots = { sp0Irq: vectors + 0x80n, spxSync: vectors + 0x200n, spxIrq: vectors + 0x280n };
const entry = vectors + 0x400n;
const caller = 0x4001_0000n;
const hvc = 0xd40000e2;
const eret = 0xd69f03e0;

// The words are GNU as 2.40's.
/** Keeps ELR_EL2 and SPSR_EL2 in x2 and x3 while it counts x0 from 1 to 4. */
const counts = [
  0xd53c4022, // mrs x2, elr_el2
  0xd53c4003, // mrs x3, spsr_el2
  0xd2800020, // mov x0, #1
  0x91000400, // loop: add x0, x0, #1
  0xf100101f, // cmp x0, #4
  0x54ffffc1, // b.ne loop
  0xd51c4022, // msr elr_el2, x2
  0xd51c4003, // msr spsr_el2, x3
  eret,
];
const loop = entry + 12n;

/** Keeps nothing. */
const short = [
  0xd2800020, // mov x0, #1
  0xd2800041, // mov x1, #2
  eret,
];

/** x1 = x0 */
const handler = [0xaa0003e1, eret];

/** Enters the vectors once more on its way. */
const nestedHandler = [
  0xd53c4024, // mrs x4, elr_el2
  0xd53c4005, // mrs x5, spsr_el2
  0xd4000002, // hvc #0
  0xd51c4024, // msr elr_el2, x4
  0xd51c4005, // msr spsr_el2, x5
  eret,
];

const irq = { cause: { kind: 'irq' } } as const;

function before(address: bigint, arrival = 0, more: Partial<Interruption> = {}): Interruption {
  return { address, arrival, exception: irq, ...more };
}

describe.each(engines)('an interruption on %s', (_engine, createMachine) => {
  let machine: Machine;
  beforeEach(() => {
    machine = createMachine();
    machine.map([
      { name: 'vectors', address: vectors, size: 0x1000 },
      { name: 'caller', address: caller, size: 0x1000 },
    ]);
    code(caller, [hvc]);
    code(slots.spxSync, [eret]);
    code(slots.spxIrq, handler);
  });
  afterEach(() => machine.close());

  function code(address: bigint, words: readonly number[]): void {
    const bytes = new Uint8Array(Uint32Array.from(words).buffer);
    machine.write({ address, bytes, execute: true });
  }

  function run(
    interruption: Interruption | undefined,
    watch: Probe['watch'] = 'nothing',
    probe: Partial<Probe> = {},
  ): Observation {
    const state = machine.resetState();
    const given: Partial<Record<RegisterName, bigint>> = {
      pc: caller,
      pstate: 0x3c5n,
      vbar_el2: vectors,
      x1: 0x77n,
    };
    for (const [name, value] of Object.entries(given)) {
      state.set(name as RegisterName, value);
    }
    const out = machine.newObservation();
    const stops = new Map<bigint, Outcome>([[caller + 4n, 'returned']]);
    machine.run({ state, start: 'code', budget: 1000, stops, watch, interruption, ...probe }, out);
    return out;
  }

  describe.each(['nothing', 'steps'] as const)('watching %s', (watch) => {
    test.each([
      { what: 'the first instruction', at: entry, arrival: 0, x1: 0n },
      { what: 'one behind it', at: entry + 8n, arrival: 0, x1: 0n },
      { what: 'the head of a loop', at: loop, arrival: 0, x1: 1n },
      { what: 'that, the second time', at: loop, arrival: 1, x1: 2n },
      { what: 'that, the third time', at: loop, arrival: 2, x1: 3n },
      { what: 'one that is never reached', at: loop, arrival: 3, x1: 0x77n },
      { what: 'one that EL1 executes', at: caller, arrival: 0, x1: 0x77n },
    ])('comes before $what', ({ at, arrival, x1 }) => {
      code(entry, counts);
      const lost = ['elr_el2', 'spsr_el2'] as const;

      const out = run(before(at, arrival, { restores: lost }), watch);

      expect([out.outcome, out.after.get('x0'), out.after.get('x1')]).toEqual(['returned', 4n, x1]);
    });

    test('saves where it came from', () => {
      code(entry, counts);

      const { exceptions, interruption } = run(before(loop, 1), watch);

      expect(exceptions).toHaveLength(2);
      expect(exceptions[1]).toMatchObject({ slot: 'current-spx/irq', elr: loop, esr: undefined });
      // EL2h with DAIF masked, and the C flag clear: x0 is 2.
      expect(exceptions[1]?.spsr).toBe(0x8000_03c9n);
      expect(interruption).toEqual({
        arrivals: 2,
        entry: exceptions[1],
        nesting: 0,
        before: new Map([
          ['elr_el2', caller + 4n],
          ['spsr_el2', 0x3c5n],
        ]),
      });
    });

    test('goes through the slot of SP_EL0 where that is selected', () => {
      code(entry, [0xd50040bf, 0xd503201f, eret]); // msr spsel, #0; nop
      code(slots.sp0Irq, handler);

      const { exceptions } = run(before(entry + 4n), watch);

      expect(exceptions[1]).toMatchObject({ slot: 'current-sp0/irq', spsr: 0x3c8n });
    });

    test('overwrites what code does not keep', () => {
      code(entry, short);

      const { outcome, pc } = run(before(entry + 8n), watch);

      expect([outcome, pc]).toEqual(['spun', entry + 8n]);
    });

    test('leaves that as it was where it is asked to, after its own exceptions too', () => {
      code(entry, short);
      code(slots.spxIrq, nestedHandler);
      const restores = ['elr_el2', 'spsr_el2'] as const;

      const { outcome, after } = run(before(entry + 4n, 0, { restores }), watch);

      expect([outcome, after.get('x1')]).toEqual(['returned', 2n]);
      expect(after.get('elr_el2')).toBe(caller + 4n);
    });

    test('goes on in another probe', () => {
      code(entry, counts);
      const stops = new Map<bigint, Outcome>([[slots.spxIrq + 4n, 'called']]);
      const first = run(before(loop, 1), watch, { stops });
      const progress = first.interruption;

      const second = run({ ...before(loop, 1), ...(progress && { progress }) }, watch, {
        state: first.after.clone(),
      });

      expect(progress).toMatchObject({ arrivals: 2, nesting: 1 });
      expect(second.interruption).toMatchObject({ arrivals: 2, nesting: 0 });
      // PSTATE is compared with that at the start of the probe, which was the handler's.
      expect([second.outcome, second.after.get('x0'), second.after.get('x1')]).toEqual([
        'returned-wrong-state',
        4n,
        2n,
      ]);
    });
  });

  test('is a step that does not execute, and its handler is marked', () => {
    code(entry, short);

    const { steps = [] } = run(
      before(entry + 4n, 0, { restores: ['elr_el2', 'spsr_el2'] }),
      'steps',
    );

    expect(steps.map(({ address, interruption }) => [address, interruption])).toEqual([
      [caller, undefined],
      [entry, undefined],
      [entry + 4n, 'taken'],
      [slots.spxIrq, 'handled'],
      [slots.spxIrq + 4n, 'handled'],
      [entry + 4n, undefined],
      [entry + 8n, undefined],
    ]);
  });

  test('does not outlast its probe', () => {
    code(entry, counts);
    run(before(loop));

    const { exceptions, interruption } = run(undefined);

    expect([exceptions.length, interruption]).toEqual([1, undefined]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { engines } from '../testing/machine/engines.ts';
import type { Machine, MemoryMark, Outcome, Probe } from './machine.ts';

const vectors = 0x4000_0000n;
const handler = vectors + 0x400n;
const caller = 0x4001_0000n;
const world = 0x4001_0100n;
const neighbour = caller + 8n;

/** msr elr_el2, x1; eret */
const leave = [0xd51c4021, 0xd69f03e0];
const [hvc1, hvc2, nop, spin] = [0xd4000022, 0xd4000042, 0xd503201f, 0x14000000];

/** At the vector: to [x1], and from HVC #2 back to x2. mrs x9, esr_el2; and x9, x9, #3; cmp x9, #2; csel x1, x2, x1, eq */
const there = [0xd53c5209, 0x92400529, 0xf100093f, 0x9a810041, ...leave];

interface Row {
  readonly name: string;
  /** What calls, and what the other world executes. */
  readonly code: readonly [caller: readonly number[], world: readonly number[]];
  readonly given?: Partial<Record<RegisterName, bigint>>;
  readonly entersCode?: Probe['entersCode'];
  readonly outcome: Outcome;
  readonly pc: bigint;
  readonly exceptions: number;
}

const isWorld = (address: bigint): boolean => address === world;

const rows: readonly Row[] = [
  {
    name: 'nobody says that code is there',
    code: [[hvc1], [nop, spin]],
    outcome: 'returned-elsewhere',
    pc: world,
    exceptions: 1,
  },
  {
    name: 'code is elsewhere',
    code: [[hvc1], [nop, spin]],
    entersCode: (address) => address === world + 4n,
    outcome: 'returned-elsewhere',
    pc: world,
    exceptions: 1,
  },
  {
    name: 'the code spins',
    code: [[hvc1], [nop, spin]],
    entersCode: isWorld,
    outcome: 'spun',
    pc: world + 4n,
    exceptions: 1,
  },
  {
    name: 'the code calls and the first caller goes on',
    code: [[hvc1], [nop, hvc2]],
    entersCode: isWorld,
    outcome: 'returned',
    pc: caller + 4n,
    exceptions: 2,
  },
  {
    name: 'the first caller goes on in its middle',
    code: [[nop, hvc1, spin], [hvc2]],
    given: { x2: caller + 8n },
    entersCode: isWorld,
    outcome: 'spun',
    pc: caller + 8n,
    exceptions: 2,
  },
  {
    name: 'the code calls and its handler returns to nobody',
    code: [[hvc1], [hvc2]],
    given: { x2: world + 0x40n },
    entersCode: isWorld,
    outcome: 'returned-elsewhere',
    pc: world + 0x40n,
    exceptions: 2,
  },
  {
    name: 'code that lies next to the return address is no world',
    code: [[hvc1], [nop]],
    given: { x1: neighbour },
    entersCode: () => true,
    outcome: 'returned-elsewhere',
    pc: neighbour,
    exceptions: 1,
  },
];

function words(values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

describe.each(engines)('EL2 returns to code that did not call it on %s', (_, createMachine) => {
  let machine: Machine;
  let mark: MemoryMark;
  beforeAll(() => {
    machine = createMachine();
    machine.map([
      { name: 'vectors', address: vectors, size: 0x1000 },
      { name: 'caller', address: caller, size: 0x1000 },
    ]);
    machine.write({ address: handler, bytes: words(there), execute: true });
    mark = machine.mark();
  });
  afterAll(() => machine.close());

  const cases = rows.flatMap((row) =>
    (['nothing', 'steps'] as const).map((watch) => [row.name, watch, row] as const),
  );

  test.each(cases)('%s, watching %s', (_name, watch, row) => {
    machine.rewind(mark);
    const [call, other] = row.code;
    machine.write({ address: caller, bytes: words(call), execute: true });
    machine.write({ address: world, bytes: words(other), execute: true });
    const state = machine.resetState();
    const start = { pc: caller, pstate: 0x3c5n, vbar_el2: vectors, x1: world, x2: caller + 4n };
    for (const [name, value] of Object.entries({ ...start, ...row.given })) {
      state.set(name as RegisterName, value);
    }
    const isShort = call.length === 1;
    const stops = new Map<bigint, Outcome>(isShort ? [[caller + 4n, 'returned']] : []);
    const { entersCode } = row;
    const more = entersCode === undefined ? {} : { entersCode };
    const out = machine.newObservation();
    machine.run({ state, start: 'code', budget: 100, stops, watch, ...more }, out);
    expect([out.outcome, out.pc, out.exceptions.length]).toEqual([
      row.outcome,
      row.pc,
      row.exceptions,
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { createImaginaryMachine } from '../testing/machine/engines.ts';
import type { Mistake } from '../testing/machine/planted-machine.ts';
import { asSecond, withMistake } from '../testing/machine/planted-machine.ts';
import { describeWith } from '../testing/tools.ts';
import type { MachineCheck } from './checked-machine.ts';
import { CheckedMachine, MachineChecker } from './checked-machine.ts';
import type { MachineDifference } from './machine-difference.ts';
import type { Machine, Observation, Probe } from './machine.ts';
import { SecondEngine } from './qemu/second-engine.ts';
import { createMachine } from './unicorn/unicorn-machine.ts';

const caller = 0x4030_0000n;
const table = 0x4031_0000n;
const data = 0x4032_0000n;

const regions = [
  { name: 'caller', address: caller, size: 0x1000 },
  { name: 'vectors', address: table, size: 0x1000 },
  { name: 'data', address: data, size: 0x1000 },
];

/** What stands at the caller, and in the slots of the table, by their offsets. */
type Code = Readonly<{ caller: readonly number[]; slots?: Readonly<Record<number, number[]>> }>;
type Start = Readonly<Partial<Record<RegisterName, bigint>>>;

const hvc = 0xd40000a2; // hvc #5
const eret = 0xd69f03e0;
const spin = 0x14000000;
const answering: Code = {
  caller: [hvc],
  slots: {
    // mrs x1, esr_el2; str x1, [x2]; add x0, x0, #1; eret
    0x400: [0xd53c5201, 0xf9000041, 0x91000400, eret],
  },
};

function checkOf(
  checked: (machine: Machine, checker: MachineChecker) => Machine,
  code: Code,
  values: Start = {},
  mistake: Mistake = () => {},
  probe: Partial<Probe> = {},
): MachineCheck & { readonly outcome: string } {
  const checker = new MachineChecker();
  const machine = checked(withMistake(createMachine(), mistake), checker);
  try {
    machine.map(regions);
    const load = (address: bigint, words: readonly number[]): void => {
      const bytes = new Uint8Array(Uint32Array.from(words).buffer);
      machine.write({ address, bytes, execute: true });
    };
    load(caller, code.caller);
    for (const [offset, words] of Object.entries(code.slots ?? {})) {
      load(table + BigInt(offset), words);
    }
    const state = machine.resetState();
    const start = { pc: caller, pstate: 0x3c5n, vbar_el1: table + 0x800n, vbar_el2: table };
    const given = { ...start, hcr_el2: 0x8000_0000n, x0: 6n, x2: data, ...values };
    for (const [register, value] of Object.entries(given)) {
      state.set(register as RegisterName, value);
    }
    const out = machine.newObservation();
    const stops = new Map([[caller + 4n, 'returned' as const]]);
    const usual = { state, start: 'code', budget: 500, watch: 'steps', stops } as const;
    checker.start();
    machine.run({ ...usual, ...probe }, out);
    return { ...checker.stop(), outcome: out.outcome };
  } finally {
    machine.close();
  }
}

function place(difference: MachineDifference): string {
  switch (difference.kind) {
    case 'register':
      return `${difference.register} ${difference.at}`;
    case 'exception':
      return `${difference.field} ${difference.number}`;
    case 'memory':
      return `memory 0x${difference.address.toString(16)}`;
    case 'outcome':
    case 'exceptions':
      return difference.kind;
  }
}

/** As if taking an exception wrote this to a register of EL2: it stays there. */
function atEntry(register: 'elr_el2' | 'esr_el2' | 'far_el2', change: (value: bigint) => bigint) {
  return ({ entry, after, exceptions: [first] }: Observation): void => {
    entry.set(register, change(entry.get(register)));
    after.set(register, change(after.get(register)));
    const field = register.slice(0, 3) as 'elr' | 'esr' | 'far';
    const value = first?.[field];
    if (first !== undefined && value !== undefined) {
      Object.assign(first, { [field]: change(value) });
    }
  };
}

function atEnd(register: RegisterName, change: (value: bigint) => bigint): Mistake {
  return ({ after }) => after.set(register, change(after.get(register)));
}

const flip =
  (bit: bigint) =>
  (value: bigint): bigint =>
    value ^ (1n << bit);

const mistakes: readonly (readonly [string, Mistake, readonly string[]])[] = [
  ['ELR_EL2 + 4', atEntry('elr_el2', (elr) => elr + 4n), ['elr 1', 'elr_el2 entry', 'elr_el2 end']],
  ['ESR_EL2.IL', atEntry('esr_el2', flip(25n)), ['esr 1', 'esr_el2 entry', 'esr_el2 end']],
  ['FAR_EL2, which HVC leaves', atEntry('far_el2', flip(3n)), ['far_el2 entry', 'far_el2 end']],
  ['a clobbered register', atEnd('x5', flip(0n)), ['x5 end']],
  ['the upper half of V7', atEnd('v7', flip(127n)), ['v7 end']],
  ['the stack pointer of another level', atEnd('sp_el0', flip(4n)), ['sp_el0 end']],
  ['FPCR', atEnd('fpcr', flip(22n)), ['fpcr end']],
  ['a register of EL1', atEnd('tpidr_el1', flip(63n)), ['tpidr_el1 end']],
  ['PSTATE', atEnd('pstate', flip(30n)), ['pstate end']],
  ['PSTATE at the entry', ({ entry }) => entry.set('pstate', 0x3c8n), ['pstate entry']],
  [
    'a byte of memory',
    (_, machine) =>
      machine.write({ address: data + 0x123n, bytes: Uint8Array.of(1), execute: false }),
    ['memory 0x40320120'],
  ],
  ['the outcome', (out) => (out.outcome = 'returned-wrong-state'), ['outcome']],
  ['where it ended', (out) => (out.pc += 4n), ['outcome']],
  ['an exception too many', ({ exceptions }) => exceptions.push(exceptions[0]!), ['exceptions']],
];

function checkedByAnother(machine: Machine, checker: MachineChecker): Machine {
  return new CheckedMachine(machine, asSecond(createImaginaryMachine()), checker);
}

describe('a machine that is checked with another one', () => {
  test('agrees with it', () => {
    expect(checkOf(checkedByAnother, answering)).toMatchObject({
      outcome: 'returned',
      compared: 1,
      differences: [],
      refusals: [],
    });
  });

  test.each(mistakes)('and is wrong in %s', (_, mistake, expected) => {
    const { differences } = checkOf(checkedByAnother, answering, {}, mistake);
    expect(differences.map(place).toSorted()).toEqual(expected.toSorted());
  });

  test('is not checked while nobody asks for it', () => {
    const checker = new MachineChecker();
    const machine = checkedByAnother(createMachine(), checker);
    machine.map(regions);
    const out = machine.newObservation();
    machine.run(
      { state: machine.resetState(), start: 'code', budget: 1, watch: 'nothing', stops: new Map() },
      out,
    );
    machine.close();
    expect(checker.stop().compared).toBe(0);
  });
});

describeWith('qemu', 'a machine that is checked with QEMU', () => {
  let second: SecondEngine;
  beforeAll(() => {
    second = new SecondEngine();
  });
  afterAll(() => second.close());
  const checked = (machine: Machine, checker: MachineChecker): Machine =>
    second.checked(machine, checker);

  test.each(mistakes)('is wrong in %s', (_, mistake, expected) => {
    const { differences } = checkOf(checked, answering, {}, mistake);
    expect(differences.map(place).toSorted()).toEqual(expected.toSorted());
  });

  test.each<[string, Code, Start, Mistake, readonly string[]]>([
    [
      'flags-at-entry',
      answering,
      { pstate: 0xa000_03c5n },
      (out) => out.entry.set('pstate', 0x3c9n),
      ['pstate entry'],
    ],
    ['reserved-bits', answering, {}, atEnd('vbar_el1', flip(11n)), ['vbar_el1 end']],
    [
      'syndrome-of-own-abort',
      { caller: [0xf9400041], slots: { 0x200: [spin] } },
      { pstate: 0x3c9n, x2: 0x20_0000_0000n },
      atEntry('esr_el2', flip(6n)),
      ['esr 1', 'esr_el2 entry', 'esr_el2 end'],
    ],
    [
      'aarch32-upper-halves',
      { caller: [0xe1400073], slots: { 0x600: [spin] } },
      { pstate: 0x1d3n, hcr_el2: 0n, x0: 0x1_0000_0006n },
      atEnd('x0', flip(31n)),
      ['x0 end'],
    ],
  ])('is wrong next to what the deviation %s excuses', (_, code, start, mistake, expected) => {
    const { differences } = checkOf(checked, code, start, mistake);
    expect(differences.map(place).toSorted()).toEqual(expected.toSorted());
  });

  const undefinedHvc: Code = { caller: [hvc] };
  const inLoop = { pc: caller + 8n };
  const agreeing: readonly (readonly [
    name: string,
    outcome: string,
    code: Code,
    start: Start,
    deviations?: readonly string[],
  ])[] = [
    ['a call', 'returned', answering, {}],
    ['one with flags', 'returned', answering, { pstate: 0xa000_03c5n }, ['flags-at-entry']],
    ['one from EL1t', 'returned', answering, { pstate: 0x3c4n }],
    // UNDEFINED at EL0 (Arm ARM, C6.2 "HVC"): ELR_EL2 and SPSR_EL2 stay what they were.
    ['HVC at EL0', 'taken-to-el1', undefinedHvc, { pstate: 0n, elr_el2: 0x1234n, spsr_el2: 5n }],
    [
      'HVC at EL0 under TGE',
      'exception-loop',
      { caller: [hvc], slots: { 0x400: [eret] } },
      {
        pstate: 0n,
        hcr_el2: 0x8800_0000n,
      },
    ],
    ['HVC at EL2', 'spun', { caller: [hvc], slots: { 0x200: [spin] } }, { pstate: 0x3c9n }],
    ['a start at EL2t', 'spun', { caller: [hvc], slots: { 0: [spin] } }, { pstate: 0x3c8n }],
    ['a start with IL', 'taken-to-el1', answering, { pstate: 0x10_03c5n }],
    [
      'a trapped WFI',
      'spun',
      { caller: [0xd503207f], slots: { 0x400: [spin] } },
      {
        hcr_el2: 0x8000_2000n,
      },
    ],
    [
      'a trapped WFE',
      'spun',
      { caller: [0xd503205f], slots: { 0x400: [spin] } },
      { hcr_el2: 0x8000_4000n },
      ['wfe-trap'],
    ],
    ['a WFE', 'halted', { caller: [0xd503205f] }, {}],
    [
      'SEVL, WFE',
      'returned',
      { caller: [hvc], slots: { 0x400: [0xd50320bf, 0xd503205f, eret] } },
      {},
    ],
    ['a WFI', 'halted', { caller: [0xd503207f] }, {}],
    ['an SMC', 'smc', { caller: [0xd4000003] }, {}],
    [
      'a trapped SMC',
      'spun',
      { caller: [0xd4000003], slots: { 0x400: [spin] } },
      {
        hcr_el2: 0x8008_0000n,
      },
    ],
    ['HCR_EL2.VI', 'taken-to-el1', answering, { hcr_el2: 0x8000_0090n, pstate: 5n }],
    ['HCR_EL2.VF', 'taken-to-el1', answering, { hcr_el2: 0x8000_0048n, pstate: 5n }],
    ['HCR_EL2.VSE', 'taken-to-el1', answering, { hcr_el2: 0x8000_0120n, pstate: 5n }],
    ['masked HCR_EL2.VI', 'returned', answering, { hcr_el2: 0x8000_0090n }],
    [
      'HVC in A32 state',
      'spun',
      { caller: [0xe1400073 /* hvc #3 */], slots: { 0x600: [0x91000400, spin] } },
      { pstate: 0x1d3n, hcr_el2: 0n, x0: 0x1_0000_0006n, sp_el1: 0x77n },
      ['aarch32-upper-halves'],
    ],
    [
      'a load where the board has RAM',
      'spun',
      { caller: [0xf9400041 /* ldr x1, [x2] */], slots: { 0x200: [spin] } },
      { pstate: 0x3c9n, x2: 0x8000_0000n },
      ['board-memory'],
    ],
    [
      'a load where nothing is',
      'spun',
      { caller: [0xf9400041], slots: { 0x200: [spin] } },
      { pstate: 0x3c9n, x2: 0x20_0000_0000n },
      ['syndrome-of-own-abort'],
    ],
    [
      'VBAR_EL2 with low bits',
      'returned',
      { caller: [hvc], slots: { 0x400: [0xd51cc000 /* msr vbar_el2, x0 */, eret] } },
      { x0: 0x4031_07ffn },
      ['reserved-bits'],
    ],
    // add x0, x0, #1; sub x0, x0, #1; b .-8
    ['a loop', 'spun', { caller: [hvc, hvc, 0x91000400, 0xd1000400, 0x17fffffe] }, inLoop],
    [
      'code that does not end',
      'out-of-budget',
      { caller: [hvc, hvc, 0x91000400, 0x17ffffff] },
      inLoop,
      ['instruction-budget'],
    ],
  ];
  test.each(agreeing)('agrees on %s: %s', (_, outcome, code, start, deviations = []) => {
    const check = checkOf(checked, code, start);
    expect({ ...check, deviations: [...check.deviations.keys()] }).toEqual({
      outcome,
      compared: 1,
      differences: [],
      deviations,
      refusals: [],
    });
  });

  test.each<[string, Partial<Probe>]>([
    ['raised', { start: { cause: { kind: 'irq' } } }],
    [
      'coming before an instruction of EL2',
      {
        interruption: {
          address: table + 0x408n,
          arrival: 0,
          exception: { cause: { kind: 'serror' }, slot: 'current-spx/serror' },
        },
      },
    ],
  ])('agrees on an exception %s', (_, probe) => {
    const code = {
      caller: [hvc],
      slots: { ...answering.slots, 0x380: [spin], 0x480: [spin] },
    };
    expect(checkOf(checked, code, { hcr_el2: 0x8000_0030n }, () => {}, probe)).toMatchObject({
      outcome: 'spun',
      compared: 1,
      differences: [],
      refusals: [],
    });
  });

  test('refuses memory that its board does not have', () => {
    const outside = { name: 'far', address: 0x70_0000_0000n, size: 0x1000 };
    const far = (machine: Machine, checker: MachineChecker): Machine => {
      const one = second.checked(machine, checker);
      one.map([outside]);
      return one;
    };
    const { compared, refusals } = checkOf(far, answering);
    expect([compared, refusals]).toEqual([
      0,
      ["a region lies outside of the RAM of the emulator's board, 0x40000000 to 0x1bfff0000"],
    ]);
  });
});

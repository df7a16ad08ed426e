import { expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { constant } from '../expression/expression.ts';
import { exampleCall, exampleTrial, stateWith } from '../testing/judge/example-call.ts';
import type { Call, CallContext, ContextSwitch } from './call.ts';
import { Check } from './check.ts';

const base = 0x1_5100_0000n;
const exit = 0x1_4000_0800n;

const vcpu: PlacedRegion = {
  name: 'vcpu',
  address: base,
  size: 0x40,
  access: 'kept',
  pointers: new Map(),
};

function contextOf(
  ...registers: readonly (readonly [RegisterName, bigint, number])[]
): CallContext {
  return {
    region: 'vcpu',
    of: 'guest',
    registers: registers.map(([register, offset, size]) => ({
      register,
      address: base + offset,
      cell: { kind: 'cell', address: constant(base + offset, 64), size },
    })),
  };
}

const guest = contextOf(['x1', 0n, 8], ['x2', 8n, 8], ['elr_el2', 0x10n, 8], ['fpsr', 0x18n, 4]);
const none: ContextSwitch = { saves: [], restores: [], idle: [] };

/** A call of a guest that ends in a handler; each cell holds its offset and 0xa000 before it. */
function callWith(usual: Partial<ContextSwitch>, more: Partial<Call> = {}): Call {
  return exampleCall({
    outcome: 'called',
    regions: [vcpu],
    contexts: { usual: { ...none, ...usual }, atExits: new Map() },
    cell: ({ address }) => (address.kind === 'constant' ? (address.value - base) | 0xa000n : 0n),
    mayChange: new Set(['x1', 'x2']),
    ...more,
  });
}

/** The call with these stores, as `[offset, bytes, value]`, and these registers at its end. */
function findings(
  call: Call,
  stores: readonly (readonly [bigint, number, bigint])[],
  after: Parameters<typeof exampleTrial>[1] = {},
) {
  const before = stateWith({ x1: 0x11n, x2: 0x22n, pstate: 0x3c5n });
  const entry = before.clone();
  entry.set('elr_el2', 0x33n);
  const end = entry.clone();
  for (const [register, value] of Object.entries(after)) {
    end.set(register as RegisterName, value);
  }
  const trial = exampleTrial(
    { ...call, state: before },
    {},
    {
      outcome: 'called',
      pc: exit,
      entry,
      after: end,
      exceptions: [
        { targetEl: 2, slot: 'lower-a64/sync', esr: 0n, elr: 0x33n, spsr: 0x3c5n, far: undefined },
      ] as never,
      writes: stores.map(([offset, size, value]) => ({
        address: base + offset,
        size,
        before: 0xa000n | offset,
        after: value,
      })),
    },
  );
  return new Check(call)
    .findings(trial)
    .map(({ code, message, parts = [] }) => [
      code,
      message,
      ...parts.map(({ name, expected, found }) => `${name}: ${expected} ${found}`),
    ]);
}

const all = [
  [0n, 8, 0x11n],
  [8n, 8, 0x22n],
  [0x10n, 8, 0x33n],
  [0x18n, 4, 0n],
] as const;

test('a caller that is left has its registers where they are saved', () => {
  expect(findings(callWith({ saves: [guest] }), all)).toEqual([]);
});

test('what is not there is one finding, with a part for each register', () => {
  const stores = [[0n, 8, 0x22n], [9n, 1, 0x11n], [8n, 1, 0x22n], ...all.slice(3)] as const;
  expect(findings(callWith({ saves: [guest] }), stores)).toEqual([
    [
      'context-not-saved',
      "x1, x2 and elr_el2 of the guest are not saved in 'vcpu' when the call ends",
      'x1 at vcpu: 0x11 0x22',
      // Half of it was stored.
      'x2 at vcpu + 0x8: 0x22 0x1122',
      'elr_el2 at vcpu + 0x10: 0x33 0xa010',
    ],
  ]);
});

test('a cell has all bits of its register, those too that the register has no room for', () => {
  const stores = [...all.slice(0, 3), [0x18n, 4, 0x40n]] as const;
  expect(findings(callWith({ saves: [guest] }), stores)).toEqual([
    [
      'context-not-saved',
      "fpsr of the guest is not saved in 'vcpu' when the call ends",
      'fpsr at vcpu + 0x18: 0x0 0x40',
    ],
  ]);
});

test('other bytes of the region stay as they are', () => {
  expect(findings(callWith({ saves: [guest] }), [...all, [0x20n, 8, 1n]])).toEqual([
    ['wrong-memory', '2 bytes at vcpu + 0x20 are changed, though the test names none of them'],
  ]);
});

test('a context of a caller that does not run is as it was', () => {
  const changed = [['wrong-memory', expect.stringContaining('at vcpu + 0x8 are changed')]];
  expect(findings(callWith({}), [[8n, 8, 0x22n]])).toEqual(changed);
  expect(findings(callWith({ restores: [] }), [[8n, 8, 0x22n]])).toEqual(changed);
});

test('that of a caller that runs on may hold anything', () => {
  expect(findings(callWith({ idle: [guest] }), [[8n, 8, 5n]])).toEqual([]);
});

test('a cell that the test names is its own matter', () => {
  const value = constant(5n, 64);
  const memory = [{ address: base + 8n, size: 8 as const, value }];
  expect(
    findings(callWith({ saves: [guest] }, { memory }), [all[0], all[2], all[3], [8n, 8, 5n]]),
  ).toEqual([
    ['wrong-memory', 'the 8 bytes at vcpu + 0x8 do not hold what they must after the call'],
  ]);
});

test('a caller that is entered has what its context held', () => {
  const call = callWith({ restores: [guest] });
  const restored = { x1: 0xa000n, x2: 0xa008n, elr_el2: 0xa010n, fpsr: 0xa018n & 0x800_009fn };
  expect(findings(call, [], restored)).toEqual([]);
  expect(findings(call, [], { ...restored, x1: 0xa008n, elr_el2: 0x33n })).toEqual([
    [
      'context-not-restored',
      "x1 and elr_el2 of the guest are not restored from 'vcpu'",
      'x1 from vcpu: 0xa000 0xa008',
      'elr_el2 from vcpu + 0x10: 0xa010 0x33',
    ],
  ]);
});

test('a register that the test names is its own matter', () => {
  const results = new Map([['x1' as const, constant(7n, 64)]]);
  const one = contextOf(['x1', 0n, 8]);
  expect(findings(callWith({ restores: [one] }, { results }), [], { x1: 7n })).toEqual([]);
});

test('an exit may say something else', () => {
  const call = callWith({ saves: [guest] });
  const contexts = { ...call.contexts, atExits: new Map([[exit, none]]) };
  expect(findings({ ...call, contexts }, [])).toEqual([]);
});

test('an AArch32 caller has low halves', () => {
  const one = contextOf(['x1', 0n, 8]);
  const call = callWith({ saves: [one] }, { generalRegisterBits: 32 });
  expect(findings(call, [[0n, 8, 0xffff_ffff_0000_0011n]])).toEqual([]);
});

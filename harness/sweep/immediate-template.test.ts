import { describe, expect, test } from '@jest/globals';
import { takeException } from '../architecture/exception.ts';
import { createState } from '../architecture/state.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { MemoryWrite } from '../machine/machine.ts';
import type { CallEnd, Extent } from './immediate-template.ts';
import { stateWith } from '../testing/judge/example-call.ts';
import { isAmbiguous, ImmediateTemplate } from './immediate-template.ts';

type Registers = Readonly<Partial<Record<RegisterName, bigint>>>;

/** The end of a call with this immediate: ESR_EL2 is that of an HVC64. */
function end(immediate: number, registers: Registers = {}, more: Partial<CallEnd> = {}): CallEnd {
  const after = createState();
  after.set('esr_el2', BigInt(0x5a00_0000 + immediate));
  for (const [register, value] of Object.entries(registers)) {
    after.set(register as RegisterName, value);
  }
  return {
    outcome: 'returned',
    pc: 0x1_5000_0004n,
    before: createState(),
    after,
    exceptions: [],
    writes: [],
    called: [],
    steps: undefined,
    ...more,
  };
}

function store(after: bigint): readonly MemoryWrite[] {
  return [{ address: 0x1_5040_0100n, size: 4, before: 0n, after }];
}

function call(target: bigint, x0 = 0n): CallEnd['called'] {
  const state = createState();
  state.set('x0', x0);
  return [{ address: target, state }];
}

function taken(
  kind: 'undefined' | 'sp-alignment' | 'pc-alignment',
  pc: bigint,
): Pick<CallEnd, 'exceptions'> {
  return { exceptions: [takeException({ kind }, stateWith({ pc, pstate: 0x3c9n }))] };
}

function first(extent: Extent, registers: Registers, more: Partial<CallEnd>): ImmediateTemplate {
  const own = end(0x100, registers, more);
  const isOpen = isAmbiguous(own, 0x100, extent);
  return new ImmediateTemplate(own, { immediate: 0x100, behaviour: 0, extent, isOpen });
}

function whole(registers: Registers = {}, more: Partial<CallEnd> = {}): ImmediateTemplate {
  return first('whole', registers, more);
}

function part(registers: Registers, more: Partial<CallEnd> = {}): ImmediateTemplate {
  return first('to-function', registers, more);
}

describe('a template of a whole call', () => {
  test.each<[string, ImmediateTemplate, CallEnd]>([
    ['the same end', whole(), end(0x7)],
    ['a register that holds the immediate', whole({ x18: 0x100n }), end(0x7, { x18: 0x7n })],
    [
      'a register that holds the syndrome',
      whole({ x1: 0x5a00_0100n }),
      end(7, { x1: 0x5a00_0007n }),
    ],
    ['a constant that equals the first immediate', whole({ x1: 0x100n }), end(0x7, { x1: 0x100n })],
    [
      'an argument that is the immediate',
      whole({}, { called: call(1n, 0x100n) }),
      end(7, {}, { called: call(1n, 7n) }),
    ],
    [
      'a store of the syndrome',
      whole({}, { writes: store(0x5a00_0100n) }),
      end(7, {}, { writes: store(0x5a00_0007n) }),
    ],
    [
      'an exception where no instruction was executed, of another address',
      whole({}, taken('pc-alignment', 0x101n)),
      end(7, {}, taken('pc-alignment', 0x8n)),
    ],
  ])('matches %s', (_, template, other) => {
    expect(template.matches(other, 0x7)).toBe(true);
  });

  test.each<[string, ImmediateTemplate, CallEnd]>([
    ['another outcome', whole(), end(7, {}, { outcome: 'spun' })],
    ['another place', whole(), end(7, {}, { pc: 0x1_5000_0008n })],
    ['another constant', whole({ x1: 1n }), end(7, { x1: 2n })],
    ['a changed register', whole(), end(7, { x19: 1n })],
    ['a function called', whole(), end(7, {}, { called: call(1n) })],
    ['another function', whole({}, { called: call(1n) }), end(7, {}, { called: call(2n) })],
    [
      'a function that follows the immediate',
      whole({}, { called: call(0x100n) }),
      end(7, {}, { called: call(7n) }),
    ],
    ['another argument', whole({}, { called: call(1n, 2n) }), end(7, {}, { called: call(1n, 3n) })],
    ['a changed half of a vector register', whole(), end(7, { v31: 1n << 64n })],
    ['another function of the immediate', whole({ x18: 0x100n }), end(7, { x18: 0x8n })],
    ['a stale syndrome', whole({ x1: 0x5a00_0100n }), end(7, { x1: 0x5a00_0008n })],
    ['one store more', whole(), end(7, {}, { writes: store(0n) })],
    ['an exception on the way', whole(), end(7, {}, taken('undefined', 0x104n))],
    [
      'another exception',
      whole({}, taken('undefined', 0x104n)),
      end(7, {}, taken('sp-alignment', 0x104n)),
    ],
    [
      'that of an instruction which follows the immediate',
      whole({}, taken('undefined', 0x100n)),
      end(7, {}, taken('undefined', 7n)),
    ],
    ['another value stored', whole({}, { writes: store(1n) }), end(7, {}, { writes: store(2n) })],
  ])('does not match %s', (_, template, other) => {
    expect(template.matches(other, 0x7)).toBe(false);
  });

  test.each<[string, Partial<CallEnd>, Partial<CallEnd>, Partial<CallEnd>]>([
    ['store', { writes: store(0x100n) }, { writes: store(7n) }, { writes: store(8n) }],
    ['argument', { called: call(1n, 0x100n) }, { called: call(1n, 7n) }, { called: call(1n, 8n) }],
  ])('holds a later %s to what the second one decided', (_, first, second, third) => {
    const follows = whole({}, first);
    follows.close(end(7, {}, second), 1);
    expect(follows.matches(end(8, {}, third), 8)).toBe(true);
    expect(follows.matches(end(8, {}, first), 8)).toBe(false);
    const stays = whole({}, first);
    stays.close(end(7, {}, first), 1);
    expect(stays.matches(end(8, {}, third), 8)).toBe(false);
    expect(stays.matches(end(8, {}, first), 8)).toBe(true);
  });

  test('holds later registers to what the second one decided', () => {
    const template = whole({ x17: 0x100n, x18: 0x100n });
    expect(template.isOpen).toBe(true);
    template.close(end(7, { x17: 0x100n, x18: 7n }), 1);
    expect(template).toMatchObject({ isOpen: false, behaviour: 1 });
    expect(template.matches(end(8, { x17: 0x100n, x18: 7n }), 8)).toBe(false);
    expect(template.matches(end(8, { x17: 8n, x18: 8n }), 8)).toBe(false);
    expect(template.matches(end(9, { x17: 0x100n, x18: 9n }), 9)).toBe(true);
  });

  test('is not open where nothing equals the immediate', () => {
    expect(whole({ x17: 1n }).isOpen).toBe(false);
  });
});

describe('a template of a call up to a function', () => {
  test('lets registers that the function scrambles follow the immediate', () => {
    expect(part({ x18: 0x100n }).matches(end(7, { x18: 7n }), 7)).toBe(true);
  });

  test('lets no other register do so', () => {
    expect(part({ x19: 0x100n }).matches(end(7, { x19: 7n }), 7)).toBe(false);
  });

  test('lets no function do so', () => {
    const template = part({ x17: 0x100n }, { called: call(0x100n) });
    expect(template.matches(end(7, { x17: 7n }, { called: call(7n) }), 7)).toBe(false);
  });

  test('lets no memory do so, which the rest could read', () => {
    const template = part({}, { writes: store(0x100n) });
    expect(template.matches(end(7, {}, { writes: store(7n) }), 7)).toBe(false);
  });
});

describe('a template of a call up to where calls meet', () => {
  test.each<[string, Registers, boolean]>([
    ['the same state', { x18: 0x100n }, true],
    ['a register that follows the immediate', { x18: 7n }, false],
  ])('with %s', (_, registers, matches) => {
    const template = first('to-meeting', { x18: 0x100n }, {});
    expect(template.matches(end(7, registers), 7)).toBe(matches);
  });
});

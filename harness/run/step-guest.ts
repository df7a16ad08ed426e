import { problemAt } from '../abi/document/problem-at.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { codeOf } from '../architecture/a64/word.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { hvc64 } from '../calls/encodings.ts';
import { guestValue } from '../calls/guest-values.ts';
import type { GuestWorld } from '../calls/guest-world.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import { startPstate } from '../calls/start-state.ts';
import type { GuestStep, Test } from '../fixture/test.ts';
import type { Guest, GuestRegister, MemoryTarget } from '../judge/call.ts';
import type { PlannedStep } from './planned-step.ts';
import type { Session } from './session.ts';
import { heldAt } from './step-cells.ts';
import { littleEndianBytes } from '../collections/little-endian.ts';
import { startOf } from './step-start.ts';
import type { StepValues } from './step-values.ts';

/** PSTATE.NZCV of a guest when it is entered: unlike that of callers. */
const guestFlags = 0xa000_0000n;

/** What the guest of a step depends on. */
interface GuestGround {
  readonly planned: PlannedStep;
  readonly test: Test;
  /** Every register before the call. */
  readonly state: State;
  readonly values: StepValues;
  readonly seed: number;
}

/** A guest as a call has it. */
interface PlannedGuest {
  readonly guest: Guest;
  readonly world: GuestWorld;
  readonly context: readonly MemoryTarget[];
}

/**
 * What memory must hold for the guest of a step: its own values in its context, and at its place the instruction by which it
 * leaves. Throws `unknown-symbol`, `unknown-region`, or `guest-exit` where it has no way to leave, or two.
 */
export function guestMemory(ground: GuestGround): MemoryChange[] {
  const { planned, state, seed } = ground;
  const { session, step } = planned;
  const { guest } = step;
  if (guest === undefined) {
    return [];
  }
  const at = session.address(guest.symbol, 'phys', guest.place);
  const cells = cellsOf(guest, ground).map(([register, { address, size }]) => ({
    address,
    bytes: littleEndianBytes(valueAtEntry(register, at, state, seed), size),
  }));
  const word = instructionOf(guest, session, at);
  return word === undefined ? cells : [...cells, { address: at, bytes: codeOf(word) }];
}

/**
 * The guest of a step where memory is to hold `memory`: what the judge asks of it, what it does, and the memory to look at
 * after the call, which comes behind `others` words.
 */
export function guestOf(
  ground: GuestGround,
  memory: readonly MemoryChange[],
  others: number,
): PlannedGuest | undefined {
  const { planned, state, seed } = ground;
  const { guest: step } = planned.step;
  if (step === undefined) {
    return undefined;
  }
  const { machine } = planned.session;
  const registers = new Map<RegisterName, GuestRegister>();
  const left = new Map<RegisterName, bigint>([['pstate', ~guestFlags]]);
  const context: MemoryTarget[] = [];
  for (const [register, { address, size }] of cellsOf(step, ground)) {
    const entered = heldAt(address, size, machine, memory);
    if (step.registers.has(register)) {
      registers.set(register, { address, size, word: others + context.length, entered });
      if (register === 'pstate') {
        left.set('pstate', ~entered);
      } else if (register !== 'pc') {
        left.set(
          register,
          guestValue(state.processor, register, seed, 'leaves', [entered, state.get(register)]),
        );
      }
    }
    context.push(...targetsOf({ address, size }));
  }
  const exit = step.exit?.kind === 'raise' ? startOf(step.exit) : 'code';
  const at = planned.session.address(step.symbol, 'phys', step.place);
  return {
    guest: { name: step.symbol, context: step.context, registers },
    world: { address: at, left, exit },
    context,
  };
}

/** The cells of the context, in its order. */
function cellsOf(
  guest: GuestStep,
  { test, values }: GuestGround,
): [RegisterName, Pick<GuestRegister, 'address' | 'size'>][] {
  const base = values.regionAddress(guest.context, guest.place);
  const { context } = test.regions.get(guest.context) ?? {};
  return [...(context?.cells ?? [])].map(([register, { offset, size }]) => [
    register,
    { address: base + BigInt(offset), size },
  ]);
}

function valueAtEntry(register: RegisterName, at: bigint, state: State, seed: number): bigint {
  switch (register) {
    case 'pc':
      return at;
    case 'pstate':
      return startPstate('guest') | guestFlags;
    default:
      return guestValue(state.processor, register, seed, 'entered', [state.get(register)]);
  }
}

/** The instruction that is to be at the guest's place; undefined where nothing executes, or code of its own. */
function instructionOf(
  { exit, symbol, place }: GuestStep,
  session: Session,
  at: bigint,
): InstructionWord | undefined {
  const hasCode = session.lookup.sectionAt(at) !== undefined;
  if (exit === undefined ? !hasCode : hasCode && exit.kind !== 'raise') {
    throw problemAt(
      'guest-exit',
      hasCode
        ? `'${symbol}' is code, which leaves by itself`
        : `nothing says how '${symbol}' leaves`,
      place,
      hasCode
        ? "leave 'leaves' out, or interrupt it with a 'slot'"
        : "write 'leaves: { slot: lower-a64/irq }', or an hvc, or an instruction; or code at that symbol",
    );
  }
  switch (exit?.kind) {
    case 'hvc':
      return hvc64(exit.immediate);
    case 'instruction':
      return session.encode(exit.text, place);
    case 'raise':
    case undefined:
      return undefined;
  }
}

/** What is looked at of a context after the call, in words of 8 bytes at most; the judge knows what the guest left. */
function targetsOf({ address, size }: Pick<GuestRegister, 'address' | 'size'>): MemoryTarget[] {
  const words = Math.ceil(size / 8);
  return Array.from({ length: words }, (_, index) => ({
    address: address + BigInt(index * 8),
    size: size < 8 ? 4 : 8,
    value: { kind: 'any' },
  }));
}

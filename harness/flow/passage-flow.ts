import type { RegisterName } from '../architecture/registers.ts';
import { changedByCalls, registers } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Passage } from '../calls/call-record.ts';
import type { ActStep } from './act-flow.ts';
import { followDeed } from './act-flow.ts';
import { flagsLow, masksLow, parts } from './flow-state.ts';
import { leftBits } from './source.ts';
import type { Following } from './following.ts';
import { goesTo } from './translation-flow.ts';

const wordWidth = 64;

/** What a function, firmware, or a return into a routine leaves. `step` is the next one. */
export function pass(
  following: Following,
  { kind, branch, state: after, deed }: Passage,
  { step, order, isFixed }: ActStep,
): void {
  const { state, builder, live } = following;
  if (kind === 'return') {
    const changed = changedByCalls
      .map(({ name }) => name)
      .filter((name) => live.get(name) !== after.get(name));
    clobber(following, changed, after, step);
    live.copyFrom(after);
    return;
  }
  if (kind === 'guest') {
    leave(following, leftByGuest(after, live), after, { step, order });
    return;
  }
  if (branch !== undefined) {
    // The call stopped before the branch with link, which is no step of it. PC is behind that now.
    const link = after.get('pc');
    state.write('x30', builder.constant(link, wordWidth), step);
    live.set('x30', link);
  }
  if (kind === 'function') {
    goesTo(following, 'target', step, state.register('x30'), live.get('x30'));
  }
  if (deed !== undefined) {
    // The branch is the step before, where it is one.
    const caller = branch === undefined ? step - 1 : step;
    followDeed(following, deed, after, { step: caller, order, isFixed });
  }
  live.copyFrom(after);
}

/** What a guest changed, but for the flags. */
function leftByGuest(after: State, live: State): RegisterName[] {
  return registers
    .map(({ name }) => name)
    .filter((name) => name !== 'pstate' && live.get(name) !== after.get(name));
}

/**
 * What a guest left in these registers, and in NZCV, is not known from here on. The lower halves of v8-v15 have no source of
 * their own, and count as what they are.
 */
function leave(
  following: Following,
  names: readonly RegisterName[],
  after: State,
  { step, order }: { readonly step: number; readonly order: number },
): void {
  const { state, builder, live, sources } = following;
  for (const register of names) {
    const { low, width } = leftBits(register);
    const number = after.get(register);
    const left = following.source(
      sources.left(register, order),
      BigInt.asUintN(width, number >> BigInt(low)),
      width,
    );
    const value = low === 0 ? left : builder.concat(left, builder.constant(number, low));
    state.write(register, value, step);
  }
  const pstate = after.get('pstate');
  const flags = following.source(
    sources.left('pstate', order),
    (pstate >> BigInt(flagsLow)) & 0xfn,
    parts.flags,
  );
  state.write('pstate', state.pstate(pstate, flags, state.bits(masksLow, parts.masks)), step);
  live.copyFrom(after);
}

/**
 * The condition that chose an answer of firmware: which of its function ids w0 holds, or that it holds none of them. `step` is the SMC.
 */
export function chooseFirmware(following: Following, ids: readonly bigint[], step: number): void {
  const { state, builder, live } = following;
  const id = builder.extract(state.register('x0'), 0, idWidth);
  const number = BigInt.asUintN(idWidth, live.get('x0'));
  for (const each of ids) {
    const holds = each === number;
    const expression = builder.compare('eq', id, builder.constant(each, idWidth));
    following.condition('control', step, expression, holds);
    if (holds) {
      return;
    }
  }
}

/** Bits of a function id, which is in w0 (Arm DEN 0028, 2.5). */
const idWidth = 32;

/** What EL2 may have changed when it returned into a routine holds anything from here on. */
export function clobber(
  following: Following,
  registers: Iterable<RegisterName>,
  values: State,
  step: number,
): void {
  for (const register of registers) {
    const source = following.sources.clobbered(register, step);
    const value = following.source(source, values.get(register), wordWidth);
    following.state.write(register, value, step);
  }
}

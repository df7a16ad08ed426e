import type { RegisterName } from '../architecture/registers.ts';
import { changedByCalls, registers } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Passage } from '../calls/call-record.ts';
import { flagsLow, masksLow, parts, widthOf } from './flow-state.ts';
import type { Following } from './following.ts';

const instructionBytes = 4n;
const wordWidth = 64;

/**
 * What a function, or a return into a routine, leaves: registers that it may change hold anything. `order` counts the
 * functions before it.
 */
export function pass(
  following: Following,
  { kind, branch, state: after }: Passage,
  { step, order }: { readonly step: number; readonly order: number },
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
    // The call stopped before the branch with link, which is no step of it.
    state.write('x30', builder.constant(branch + instructionBytes, 64), step);
    live.set('x30', branch + instructionBytes);
  }
  following.equals('target', step, state.register('x30'), live.get('x30'));
  leave(
    following,
    changedByCalls.map(({ name }) => name),
    after,
    { step, order },
  );
}

/** What a guest changed, but for the flags. */
function leftByGuest(after: State, live: State): RegisterName[] {
  return registers
    .map(({ name }) => name)
    .filter((name) => name !== 'pstate' && live.get(name) !== after.get(name));
}

/** What is left in these registers, and in NZCV, is not known from here on. */
function leave(
  following: Following,
  names: readonly RegisterName[],
  after: State,
  { step, order }: { readonly step: number; readonly order: number },
): void {
  const { state, live } = following;
  for (const register of names) {
    const source = following.sources.left(register, order);
    state.write(register, following.source(source, after.get(register), widthOf(register)), step);
  }
  const pstate = after.get('pstate');
  const flags = following.source(
    following.sources.left('pstate', order),
    (pstate >> BigInt(flagsLow)) & 0xfn,
    parts.flags,
  );
  state.write('pstate', state.pstate(pstate, flags, state.bits(masksLow, parts.masks)), step);
  live.copyFrom(after);
}

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

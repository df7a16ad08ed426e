import type { RegisterName } from '../architecture/registers.ts';
import { changedByCalls } from '../architecture/registers.ts';
import type { Passage } from '../calls/call-record.ts';
import { flagsLow, masksLow, parts } from './flow-state.ts';
import type { Following } from './following.ts';

const instructionBytes = 4n;

/** What a function, or a return into a routine, leaves: registers that it may change hold anything. */
export function pass(
  following: Following,
  { kind, branch, state: after }: Passage,
  step: number,
): void {
  const { state, builder, live } = following;
  if (kind === 'return') {
    const changed = changedByCalls
      .map(({ name }) => name)
      .filter((name) => live.get(name) !== after.get(name));
    leave(following, changed, (register) => after.get(register), step);
    live.copyFrom(after);
    return;
  }
  if (branch !== undefined) {
    // The call stopped before the branch with link, which is no step of it.
    state.write('x30', builder.constant(branch + instructionBytes, 64), step);
    live.set('x30', branch + instructionBytes);
  }
  following.equals('target', step, state.register('x30'), live.get('x30'));
  const names = changedByCalls.map(({ name }) => name);
  leave(following, names, (register) => after.get(register), step);
  const pstate = after.get('pstate');
  const flags = following.source(
    { kind: 'left', register: 'pstate', step },
    (pstate >> BigInt(flagsLow)) & 0xfn,
    parts.flags,
  );
  state.write('pstate', state.pstate(pstate, flags, state.bits(masksLow, parts.masks)), step);
  live.copyFrom(after);
}

/** Registers that may hold anything from here on. */
export function leave(
  following: Following,
  registers: Iterable<RegisterName>,
  valueOf: (register: RegisterName) => bigint,
  step: number,
): void {
  for (const register of registers) {
    const source = { kind: 'left', register, step } as const;
    following.state.write(register, following.source(source, valueOf(register), 64), step);
  }
}

import { currentLevel, pstateBits } from '../architecture/pstate.ts';
import type { RegisterInfo, RegisterName } from '../architecture/registers.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import type { State, StateMask } from '../architecture/state.ts';
import { differences, maskOf } from '../architecture/state.ts';
import type { Outcome } from '../machine/machine.ts';
import type { CallRecord } from './call-record.ts';
import { entryOf, isBack } from './call-record.ts';
import { startPstate } from './start-state.ts';

/** NZCV in PSTATE: scratch for code that does not return to its caller. */
const flags = 0xf000_0000;

/** Written by an exception that EL1 takes; no more a promise there than ESR_EL2 and the like are at EL2. */
const el1Syndrome: ReadonlySet<RegisterName> = new Set([
  'esr_el1',
  'elr_el1',
  'spsr_el1',
  'far_el1',
]);

/** Registers that are compared at all: what changes by itself, or by every call, is not. */
const compared: readonly RegisterInfo[] = registers.filter(
  ({ kind, volatile, syndrome }) => !volatile && !syndrome && kind !== 'pc',
);

/** The mask of all compared registers but these. */
export function comparedBut(others: (register: RegisterName) => boolean): StateMask {
  return maskOf(compared.flatMap(({ name }) => (others(name) ? [] : [name])));
}

const everything = comparedBut(() => false);

/** The mask of what a call with this outcome must leave unchanged, but for what it may change. */
export function frameMask(outcome: Outcome, mayChange: ReadonlySet<RegisterName>): StateMask {
  const atEl1 = outcome === 'taken-to-el1';
  const isFree = (name: RegisterName): boolean =>
    mayChange.has(name) ||
    (name === 'pstate' && (outcome === 'returned-wrong-state' || atEl1)) ||
    (atEl1 && el1Syndrome.has(name));
  const mask = comparedBut(isFree);
  if (!isBack({ outcome })) {
    const half = registerInfo('pstate').word * 2;
    mask[half] = (mask[half] ?? 0) & ~flags;
  }
  return mask;
}

/**
 * What the state after a call is compared with: where the caller runs again, or another at EL1 or EL0, the state
 * before it, with the PSTATE of a caller of that level; where the call ends at EL2, the state at its entry to EL2.
 */
export function referenceOf(record: CallRecord): State {
  const { before, after, outcome } = record;
  if (isBack(record) || outcome === 'taken-to-el1') {
    return before;
  }
  const level = currentLevel(after);
  if (level >= 2) {
    return entryOf(record) ?? before;
  }
  const [width, own] = [after, before].map((state) => state.get('pstate') & pstateBits.nRW);
  if (currentLevel(before) === level && own === width) {
    return before;
  }
  const reference = before.clone();
  reference.set('pstate', startPstate(level === 0 ? 'el0' : width === 0n ? 'host' : 'aarch32'));
  return reference;
}

/** Registers that differ after the call from what they are compared with, in layout order. */
export function changedRegisters(record: CallRecord, mask = everything): RegisterName[] {
  return differences(referenceOf(record), record.after, mask);
}

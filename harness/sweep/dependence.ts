import type { RegisterName } from '../architecture/registers.ts';
import { argumentRegisters, registerInfo, registers } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { differences } from '../architecture/state.ts';
import { implementedBits } from '../architecture/system-register-rows.ts';
import { sentinel } from '../calls/sentinel.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { comparedBut } from '../calls/compared.ts';
import { liveStores } from '../calls/lasting-stores.ts';
import { allBits } from './relation.ts';

/** NZCV in PSTATE. */
const flags = 0xf000_0000n;

/** System registers that software leaves values in and that vectors could read. */
const systemNames = ['vttbr_el2', 'tpidr_el2', 'tpidr_el1', 'far_el2', 'hpfar_el2'] as const;

const candidates: readonly RegisterName[] = [
  ...registers.flatMap(({ name, kind }) => (kind === 'general' ? [name] : [])),
  ...systemNames,
  'pstate',
];

const everything = comparedBut(() => false);

/**
 * The registers that the call depends on: with another value in this one alone, it ends in another way, calls something
 * else, or leaves something else in another register or in memory. What it only saves and restores is no dependence.
 */
export function dependences(
  prober: Prober,
  situation: Situation,
  immediate: number,
): RegisterName[] {
  const base = prober.call(situation, immediate, 0);
  const start = prober.start(situation, 0);
  const narrow = situation.caller.origin === 'aarch32';
  return candidates.filter((register) =>
    valuesFor(register, start, prober.setting.seed, narrow).some((value) => {
      const state = start.clone();
      state.set(register, value);
      const other = prober.callFrom(state, situation, immediate, 0);
      return differs(base, other, register);
    }),
  );
}

function valuesFor(
  register: RegisterName,
  start: State,
  seed: number,
  narrow: boolean,
): readonly bigint[] {
  const own = start.get(register);
  const other = sentinel(register, seed, 1);
  if (register === 'pstate') {
    return [own ^ flags];
  }
  if (register === 'tpidr_el2') {
    // Another vcpu: whatever else it pointed to would be a fault.
    return [own + 0x1000n];
  }
  const info = registerInfo(register);
  const bits = narrow && info.kind === 'general' ? 0xffff_ffffn : implementedBits(info);
  const values = new Set([other, 0n, 1n, allBits].map((value) => value & bits));
  return [...values].filter((value) => value !== own);
}

function differs(base: CallRecord, other: CallRecord, register: RegisterName): boolean {
  return (
    base.outcome !== other.outcome ||
    base.pc !== other.pc ||
    base.called.length !== other.called.length ||
    statesDiffer(base, other, register) ||
    base.called.some(({ address, state }, index) => {
      const counterpart = other.called[index];
      return (
        address !== counterpart?.address ||
        argumentsDiffer(state, counterpart.state, base.before, register)
      );
    }) ||
    storesDiffer(base, other)
  );
}

/** A register that the call leaves alone differs in both calls, or in its own value alone. */
function statesDiffer(base: CallRecord, other: CallRecord, register: RegisterName): boolean {
  return differences(base.after, other.after, everything).some((name) => {
    const kept = [base, other].every(({ before, after }) => before.get(name) === after.get(name));
    return name !== register || !(kept || !isBack(base));
  });
}

function argumentsDiffer(
  state: State,
  other: State,
  before: State,
  register: RegisterName,
): boolean {
  return argumentRegisters.some((name) => {
    const passedOn = name === register && state.get(name) === before.get(name);
    return state.get(name) !== other.get(name) && !passedOn;
  });
}

/** What the vectors push is theirs. */
function storesDiffer(base: CallRecord, other: CallRecord): boolean {
  const [first, second] = [base, other].map(({ writes, before }) =>
    liveStores(writes, before)
      .map(({ address, after }) => `${address} ${after}`)
      .join(),
  );
  return first !== second;
}

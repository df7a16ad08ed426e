import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import { implementedBits } from '../architecture/system-register-rows.ts';
import type { Call } from './call.ts';
import { sentinel } from '../calls/sentinel.ts';
import type { CallRequest } from '../calls/repeated-call.ts';

/** A start state that differs from the call's own only where the call must not care. */
export interface Variant {
  /** The registers that differ, with their other values. */
  readonly changes: ReadonlyMap<RegisterName, bigint>;
  readonly deadStack: 'zero' | 'pattern';
}

export const noVariant: Variant = { changes: new Map(), deadStack: 'zero' };

/** EC of HVC from AArch64, which stubs compare with (Arm ARM, ESR_ELx.EC). */
const hvc64 = 0x16n;
const allOnes = 0xffff_ffff_ffff_ffffn;
const flags = 0xf000_0000n;

/** Left over from an earlier exception, or set by other software: never an input unless declared. */
const staleRegisters: readonly RegisterName[] = [
  'esr_el2',
  'far_el2',
  'hpfar_el2',
  'tpidr_el2',
  'tpidr_el1',
  'tpidr_el0',
  'tpidrro_el0',
];

const generalRegisters: readonly RegisterName[] = registers
  .filter((register) => register.kind === 'general')
  .map((register) => register.name);

/** All general registers, then those whose number has, and has not, each of its five bits. */
const groups: readonly (readonly RegisterName[])[] = [
  generalRegisters,
  ...[1, 2, 4, 8, 16].flatMap((bit) => [
    generalRegisters.filter((_, number) => (number & bit) !== 0),
    generalRegisters.filter((_, number) => (number & bit) === 0),
  ]),
];

/**
 * Everything that must make no difference: another family of sentinels, all flags clear and set, stale system
 * registers, a used stack, and each undeclared general register with each value that wrong code might test for. In a
 * fixed order.
 *
 * Registers get such a value many at once, which takes a third of the trials: all of them, then for each bit of their
 * numbers those that have it, and those that have not. So each register has the value, and for any other register there
 * is a trial in which that one has not.
 */
export function* variants(call: Call): Generator<Variant> {
  const free = generalRegisters.filter((register) => !call.declared.has(register));
  const stale = staleRegisters.filter((register) => !call.declared.has(register));
  const otherSentinels = [...free, ...stale].map((register): [RegisterName, bigint] => [
    register,
    narrow(call, register, sentinel(register, call.seed, 1)),
  ]);
  yield { changes: new Map(otherSentinels), deadStack: 'pattern' };
  yield* flagVariants(call);
  if (stale.length > 0) {
    yield { changes: new Map(stale.map((register) => [register, 0n])), deadStack: 'zero' };
  }
  for (const value of interestingValues(call)) {
    for (const group of groups) {
      const members = group.filter((register) => !call.declared.has(register));
      if (members.length > 0) {
        yield { changes: new Map(members.map((register) => [register, value])), deadStack: 'zero' };
      }
    }
  }
}

/** Variants of one undeclared register each, with each value that wrong code might test for. In a fixed order. */
export function* singleVariants(call: Call): Generator<Variant> {
  yield* flagVariants(call);
  const values = interestingValues(call);
  for (const register of generalRegisters) {
    for (const value of call.declared.has(register) ? [] : values) {
      yield { changes: new Map([[register, value]]), deadStack: 'zero' };
    }
  }
  for (const register of staleRegisters) {
    if (!call.declared.has(register)) {
      yield { changes: new Map([[register, 0n]]), deadStack: 'zero' };
    }
  }
}

function* flagVariants(call: Call): Generator<Variant> {
  if (!call.declared.has('pstate')) {
    const rest = call.state.get('pstate') & ~flags;
    yield { changes: new Map([['pstate', rest]]), deadStack: 'zero' };
    yield { changes: new Map([['pstate', rest | flags]]), deadStack: 'zero' };
  }
}

/** The parts of a variant, to find which of them makes the difference: one register, or the stack, at a time. */
export function parts(variant: Variant): Variant[] {
  const single = [...variant.changes].map((change): Variant => ({
    changes: new Map([change]),
    deadStack: 'zero',
  }));
  return variant.deadStack === 'pattern'
    ? [...single, { changes: new Map(), deadStack: 'pattern' }]
    : single;
}

/** The variant without what is known to make a difference; undefined when nothing is left. */
export function withoutKnown(
  { changes, deadStack }: Variant,
  known: ReadonlySet<RegisterName | 'stack'>,
): Variant | undefined {
  if (known.size === 0) {
    return { changes, deadStack };
  }
  const rest: Variant = {
    changes: new Map([...changes].filter(([register]) => !known.has(register))),
    deadStack: known.has('stack') ? 'zero' : deadStack,
  };
  return rest.changes.size === 0 && rest.deadStack === 'zero' ? undefined : rest;
}

/** A trial of the call that starts from the variant. `state` is overwritten with the start. */
export function requestOf(
  call: Call,
  { changes, deadStack }: Variant,
  watch: CallRequest['watch'],
  { state, scrambled }: Partial<Pick<CallRequest, 'state' | 'scrambled'>> = {},
): CallRequest {
  const start = state ?? call.state.clone();
  start.copyFrom(call.state);
  for (const [register, value] of changes) {
    start.set(register, value);
  }
  return { state: start, watch, deadStack, scrambled: scrambled ?? nothingScrambled };
}

const nothingScrambled: CallRequest['scrambled'] = new Map();

function interestingValues(call: Call): bigint[] {
  const declaredInputs = [...call.inputs.values()].map((register) => call.state.get(register));
  const values = [0n, 1n, allOnes, hvc64, ...call.interesting, ...declaredInputs];
  return [...new Set(values.map((value) => BigInt.asUintN(call.generalRegisterBits, value)))];
}

/** The value as far as the register has bits for it. */
function narrow(call: Call, register: RegisterName, value: bigint): bigint {
  const info = registerInfo(register);
  return info.kind === 'general'
    ? BigInt.asUintN(call.generalRegisterBits, value)
    : value & implementedBits(info);
}

import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import { implementedBits } from '../architecture/system-register-rows.ts';
import type { Call } from './call.ts';
import { sentinel } from '../calls/sentinel.ts';
import { inertBits } from '../calls/start-state.ts';
import type { Variant } from './variant.ts';
import { noVariant } from './variant.ts';

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
  yield { ...noVariant, changes: new Map(otherSentinels), memory: [usedStack(call)] };
  yield* flagVariants(call);
  yield* aroundNumberVariants(call);
  if (stale.length > 0) {
    yield { ...noVariant, changes: new Map(stale.map((register) => [register, 0n])) };
  }
  for (const value of interestingValues(call)) {
    for (const group of groups) {
      const members = group.filter((register) => !call.declared.has(register));
      if (members.length > 0) {
        const changes = new Map(members.map((register) => [register, value]));
        yield { ...noVariant, changes };
      }
    }
  }
}

/** What handlers may clobber under a routine's HVC really is, all at once. */
export function scrambledVariants({ scrambled, seed }: Call): Variant[] {
  const values = [...scrambled].map((register): [RegisterName, bigint] => [
    register,
    sentinel(register, seed, 1),
  ]);
  return values.length === 0 ? [] : [{ ...noVariant, scrambled: new Map(values) }];
}

/** Variants of one undeclared register each, with each value that wrong code might test for. In a fixed order. */
export function* singleVariants(call: Call): Generator<Variant> {
  yield* flagVariants(call);
  yield* aroundNumberVariants(call);
  const values = interestingValues(call);
  for (const register of generalRegisters) {
    for (const value of call.declared.has(register) ? [] : values) {
      yield { ...noVariant, changes: new Map([[register, value]]) };
    }
  }
  for (const register of staleRegisters) {
    if (!call.declared.has(register)) {
      yield { ...noVariant, changes: new Map([[register, 0n]]) };
    }
  }
}

function* flagVariants(call: Call): Generator<Variant> {
  if (!call.declared.has('pstate')) {
    const rest = call.state.get('pstate') & ~flags;
    yield { ...noVariant, changes: new Map([['pstate', rest]]) };
    yield { ...noVariant, changes: new Map([['pstate', rest | flags]]) };
  }
}

/** What may lie above a number: all of it set, as a sign is extended, its lowest bit, its highest, and none in particular. */
const upperHalves = [allOnes, 1n, 1n << 31n, 0x6e6a_5337n];

/** The same number, with other bits above and below it. */
function* aroundNumberVariants({ freeNumber, state }: Call): Generator<Variant> {
  if (freeNumber?.register !== undefined && freeNumber.number !== undefined) {
    const { register, low, bits } = freeNumber;
    for (const upper of upperHalves) {
      const around = (upper << BigInt(low + bits)) | BigInt.asUintN(low, upper);
      const value = BigInt.asUintN(64, state.get(register) ^ around);
      yield { ...noVariant, changes: new Map([[register, value]]) };
    }
  }
}

/** The parts of a variant, to find which of them makes the difference: one register, or the stack, at a time. */
export function parts({ changes, memory, scrambled }: Variant): Variant[] {
  const single = [
    ...[...changes].map((change) => ({ ...noVariant, changes: new Map([change]) })),
    ...[...scrambled].map((change) => ({ ...noVariant, scrambled: new Map([change]) })),
  ];
  return memory.length > 0 ? [...single, { ...noVariant, memory }] : single;
}

/** The variant without what is known to make a difference; undefined when nothing is left. */
export function withoutKnown(
  { changes, memory, scrambled }: Variant,
  known: ReadonlySet<string>,
): Variant | undefined {
  const rest: Variant = {
    changes: new Map([...changes].filter(([register]) => !known.has(register))),
    memory: known.has('memory') ? [] : memory,
    scrambled: new Map([...scrambled].filter(([register]) => !known.has(register))),
  };
  const isLeft = rest.changes.size > 0 || rest.memory.length > 0 || rest.scrambled.size > 0;
  return isLeft ? rest : undefined;
}

/** Bytes of dead stack below SP_EL2 that are filled. */
const usedStackSize = 0x100;
const usedStackPattern = 0xb7;

export function usedStack({ state }: Call): Variant['memory'][number] {
  return {
    address: state.get('sp_el2') - BigInt(usedStackSize),
    bytes: new Uint8Array(usedStackSize).fill(usedStackPattern),
  };
}

function interestingValues(call: Call): bigint[] {
  const declaredInputs = [...call.inputs.values()].map((register) => call.state.get(register));
  const values = [0n, 1n, allOnes, hvc64, ...call.interesting, ...declaredInputs];
  return [...new Set(values.map((value) => BigInt.asUintN(call.generalRegisterBits, value)))];
}

/** The value as far as the register has bits for it, and an AArch32 caller can see them. */
export function narrow(
  call: Pick<Call, 'generalRegisterBits' | 'state'>,
  register: RegisterName,
  value: bigint,
): bigint {
  const info = registerInfo(register);
  const { processor } = call.state;
  return info.kind === 'general'
    ? BigInt.asUintN(call.generalRegisterBits, value)
    : value & (inertBits(register, processor) ?? implementedBits(info, processor));
}

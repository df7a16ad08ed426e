import type { Plain } from '../collections/plain.ts';
import type { behaviourTextShape } from './behaviour-shape.ts';
import type { Consequence } from './consequence.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { findRegister } from '../architecture/registers.ts';
import { inputsOf } from '../expression/expression.ts';
import type { Outcome } from '../machine/machine.ts';
import type { Effect } from './effect.ts';
import type { NamedValue } from '../flow/print.ts';
import { printNamed, registerText } from '../flow/print.ts';

/*
 * Words of this room. A sweep makes every call there is. A row is the calls of one caller that differ in their
 * immediate alone, and a run the neighbours in it that do the same. A behaviour is what calls do, in words that are
 * true of all of them; an effect is the same as data. A part is what one worker does of a sweep.
 */

/** What a behaviour is, in words. */
export type BehaviourText = Plain<typeof behaviourTextShape>;

/** Of calls of which nothing is known, for that reason. */
export function uncoveredBehaviour(reason: string): BehaviourText {
  return {
    name: `not covered: ${reason}`,
    clobbers: [],
    stores: [],
    outcome: 'undecided',
    consequence: 'dangerous',
  };
}

/** Functions that a name lists; the others are counted. */
const mostCalls = 4;

/** A register that a function may change besides its result: no effect by itself. */
function isScratch(name: string): boolean {
  const register = findRegister(name);
  return (
    register?.kind === 'general' &&
    name !== 'x0' &&
    (register.callRole === 'argument' || register.callRole === 'scratch')
  );
}

/** Says what an effect is. */
export function describeEffect(effect: Effect): BehaviourText {
  const { outcome, exception, changes, stores, steady } = effect;
  const calls = callTexts(effect);
  const more = calls.length - mostCalls;
  const end = endText(effect);
  const parts = [
    ...calls.slice(0, mostCalls),
    ...(more > 0 ? [`and ${more} calls more`] : []),
    ...changeTexts(effect),
    ...(exception === undefined ? [] : [exception]),
    ...(end === undefined ? [] : [end]),
  ];
  const name = parts.length === 0 ? 'nothing' : parts.join(', ');
  return {
    name: steady ? name : `${name}; or something else, by registers that no caller sets`,
    clobbers: [...changes].flatMap(([register, value]) =>
      isClobber(register, value, effect)
        ? [`${registerText(register)} = ${printNamed(value)}`]
        : [],
    ),
    stores: stores.map(
      ({ address, size, value }) =>
        `${size} ${size === 1 ? 'byte' : 'bytes'} at ${printNamed(address)} = ${printNamed(value)}`,
    ),
    outcome,
    consequence: consequenceOf(effect),
  };
}

/** A text that two effects share only if they are the same, as far as values have a known source. */
export function effectKey(effect: Effect): string {
  const { name, clobbers, stores, outcome } = describeEffect(effect);
  return JSON.stringify([name, callTexts(effect), clobbers, stores, outcome]);
}

function consequenceOf(effect: Effect): Exclude<Consequence, 'same'> {
  const { outcome, calls, changes, steady, stores } = effect;
  if (outcome === 'guest-exit') {
    return 'trap';
  }
  if (!steady || outcome !== 'returned' || calls.length > 0 || stores.length > 0) {
    return outcome === 'taken-to-el1' ? 'trap' : 'dangerous';
  }
  const effects = [...changes].filter(([register, value]) => !isClobber(register, value, effect));
  if (effects.length === 0) {
    return 'nothing';
  }
  if (effects.some(([register]) => register !== 'x0' && !isScratch(register))) {
    return 'dangerous';
  }
  // 0 means success wherever a register reports errors.
  const isError = effects.every(([, value]) => (numberOf(value) ?? 0n) !== 0n);
  return isError ? 'error' : 'wrong-value';
}

function callTexts({ calls, outcome }: Effect): string[] {
  return calls.map(({ target, arguments: passed }, index) => {
    const jumps = outcome === 'jumped' && index === calls.length - 1;
    const verb = jumps ? 'jumps to' : 'calls';
    const list = passed.map(printNamed).join(', ');
    return `${verb} ${printNamed(target)}${list === '' || jumps ? '' : ` with ${list}`}`;
  });
}

function changeTexts(effect: Effect): string[] {
  const { outcome, calls, changes } = effect;
  if (outcome === 'guest-exit') {
    // What lies in the registers there is the exit's own business; its code is shown with it.
    return [];
  }
  const kept = calls.length > 0 && outcome === 'returned' && !changes.has('x0') ? ['x0 kept'] : [];
  return [
    ...kept,
    ...[...changes].flatMap(([register, value]) =>
      isClobber(register, value, effect) || isImplied(register, value)
        ? []
        : [`${registerText(register)} = ${printNamed(value)}`],
    ),
  ];
}

/** A function's result in x0 goes without saying once its call is named. */
function isImplied(register: RegisterName, value: NamedValue): boolean {
  return register === 'x0' && value.kind === 'input' && value.name.name === 'its result';
}

/** A scratch register that holds nothing of interest: a number, what the call itself was, or what a function left. */
function isClobber(register: RegisterName, value: NamedValue, { outcome }: Effect): boolean {
  if (outcome === 'guest-exit') {
    return true;
  }
  if (!isScratch(register)) {
    return isLeftVector(register, value);
  }
  return [...inputsOf(value)].every(
    ({ name: { kind, name } }) =>
      kind === 'address' ||
      name.startsWith('its ') ||
      name === 'immediate' ||
      name === 'esr_el2' ||
      name === 'elr_el2' ||
      isScratch(name),
  );
}

/** A vector register or FPSR that holds what a function left, of v8-v15 in the upper half. */
function isLeftVector(register: RegisterName, value: NamedValue): boolean {
  const kind = findRegister(register)?.kind;
  const own = `its ${register}`;
  const names = [...inputsOf(value)].map(({ name: { name } }) => name);
  return (
    (kind === 'vector' || kind === 'fp-control') &&
    names.includes(own) &&
    names.every((name) => name === own || name === register)
  );
}

const endVerbs: Readonly<Partial<Record<Outcome, string>>> = {
  panicked: 'panics at',
  spun: 'spins at',
  'exception-loop': 'loops through exceptions at',
  halted: 'halts at',
  faulted: 'faults without a vector to take it, at',
  'out-of-budget': 'does not end, in',
  called: 'ends at',
  smc: 'SMC at',
  'returned-elsewhere': 'returns elsewhere, to',
};

function endText({ outcome, end, changes }: Effect): string | undefined {
  switch (outcome) {
    case 'returned':
    case 'jumped':
      return end;
    case 'returned-wrong-state':
      return ['returns with another PSTATE', ...(end === undefined ? [] : [end])].join(', ');
    case 'taken-to-el1':
      return 'undefined: taken to EL1';
    case 'guest-exit': {
      // KVM's is in x1, next to the vcpu in x0, and from Linux 4.9 on the other way round.
      const [number] = (['x1', 'x0'] as const).flatMap(
        (register) => numberOf(changes.get(register)) ?? [],
      );
      return number === undefined ? 'guest exit' : `guest exit, code ${number}`;
    }
    default:
      return `${endVerbs[outcome] ?? outcome} ${end ?? ''}`;
  }
}

function numberOf(value: NamedValue | undefined): bigint | undefined {
  return value?.kind === 'constant' ? value.value : undefined;
}

import { exceptionClassName } from '../architecture/exception-class-name.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import type { Slot } from '../architecture/slot.ts';
import type { Step } from '../machine/machine.ts';
import type { CallRecord } from './call-record.ts';

/** The first exception of a call that nobody meant: where it ends may be that handler's doing. */
export interface SecondException {
  /** `Data Abort` */
  readonly exceptionClass: string;
  /** The Exception level that took it. */
  readonly level: 1 | 2;
  readonly slot: Slot;
  /** ESR_ELx; undefined for IRQ and FIQ. */
  readonly syndrome: bigint | undefined;
  /** FAR_ELx; undefined where the exception does not write it. */
  readonly faultAddress: bigint | undefined;
  /** The instruction that took it, or the address where none could be executed. */
  readonly instruction: bigint;
  readonly isExecuted: boolean;
  /** The instruction that brought it about: where none could be executed, the one before; undefined if that is unknown. */
  readonly by: bigint | undefined;
  /** How many more there were after it. */
  readonly more: number;
}

/**
 * The first exception of the record that is neither the call nor another call. Not meant are all, to EL2 and to EL1, but
 * - the call's own: the exception that is raised in its place, or the one of its first instruction, which may be any;
 *   so is each later one of that instruction with the same syndrome, where it is executed again;
 * - the one that a world leaves by which the call is to enter;
 * - an HVC: of the routine that is the call, or of EL2 itself, which enters its own vectors so on purpose;
 * - an interruption, which the test makes.
 */
export function secondExceptionOf(
  record: Pick<CallRecord, 'before' | 'exceptions' | 'guests' | 'interruption' | 'steps'>,
): SecondException | undefined {
  if (record.exceptions.length === 0) {
    return undefined;
  }
  const leaving = new Set(record.guests.map(({ exception }) => exception));
  const [first, ...others] = record.exceptions.filter(
    (one, index) =>
      one.cause.kind !== 'hvc' && one !== record.interruption?.entry && !leaving.has(index),
  );
  if (first === undefined) {
    return undefined;
  }
  const isOwn = first === record.exceptions[0] && instructionOf(first) === record.before.get('pc');
  const [second, ...more] = isOwn
    ? others.filter((one) => !isAgain(one, first))
    : [first, ...others];
  if (second === undefined) {
    return undefined;
  }
  return {
    exceptionClass:
      second.esr === undefined ? second.cause.kind.toUpperCase() : exceptionClassName(second.esr),
    level: second.targetEl,
    slot: second.slot,
    syndrome: second.esr,
    faultAddress: second.far,
    instruction: instructionOf(second),
    isExecuted: !unexecuted.has(second.cause.kind),
    by: originOf(second, record.steps),
    more: more.length,
  };
}

/**
 * `exception at EL2: Data Abort at el1_sync+0x14`. Where no instruction was executed its address is no place in the code,
 * and is left out; so is one without a name.
 */
export function secondExceptionName(
  exception: SecondException,
  nameOf: (address: bigint) => string | undefined,
): string {
  const { isExecuted, instruction } = exception;
  return nameWith(exception, isExecuted ? nameOf(instruction) : undefined);
}

/** All of it: `exception at EL2: Instruction Abort at 0x900 (ESR_EL2 = 0x86000010, FAR_EL2 = 0x900)`. */
export function secondExceptionText(
  exception: SecondException,
  nameOf: (address: bigint) => string,
): string {
  const { level, instruction, syndrome, faultAddress, more } = exception;
  const values = [
    ...(syndrome === undefined ? [] : [`ESR_EL${level} = 0x${syndrome.toString(16)}`]),
    ...(faultAddress === undefined ? [] : [`FAR_EL${level} = 0x${faultAddress.toString(16)}`]),
  ].join(', ');
  const name = nameWith(exception, nameOf(instruction));
  const others = more === 0 ? '' : `, and ${more} more after it`;
  return `${name}${values === '' ? '' : ` (${values})`}${others}`;
}

function nameWith({ exceptionClass, level }: SecondException, at: string | undefined): string {
  return `exception at EL${level}: ${exceptionClass}${at === undefined ? '' : ` at ${at}`}`;
}

/** ELR is the next instruction for those that call. The machine has no SVC of T32. */
function instructionOf({ cause, elr }: ExceptionEntry): bigint {
  const isNext =
    cause.kind === 'svc' ||
    cause.kind === 'hvc' ||
    (cause.kind === 'synchronous' && cause.preferredReturn === 'next');
  return isNext ? elr - 4n : elr;
}

function isAgain(one: ExceptionEntry, own: ExceptionEntry): boolean {
  return one.esr === own.esr && instructionOf(one) === instructionOf(own);
}

/** Exceptions of what was not executed: the branch or the ERET that led there brought them about. */
const unexecuted: ReadonlySet<string> = new Set([
  'instruction-abort',
  'pc-alignment',
  'illegal-state',
]);

function originOf(exception: ExceptionEntry, steps: readonly Step[] = []): bigint | undefined {
  if (!unexecuted.has(exception.cause.kind)) {
    return instructionOf(exception);
  }
  const index = steps.findIndex((step) => step.exception === exception);
  return steps[index - 1]?.address;
}

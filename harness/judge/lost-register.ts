import { writtenByEntry } from '../architecture/exception-registers.ts';
import { decodeInstruction } from '../architecture/instruction.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Step } from '../machine/machine.ts';
import { isEret } from './blame.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';

/** The interruption of the call overwrote a register that the call needs; `symptom` is what goes wrong without it. */
export function lostFinding(
  register: RegisterName,
  symptom: UnlocatedFinding,
  record: CallRecord,
  nameOf: (address: bigint) => string,
): UnlocatedFinding {
  const { before, entry } = record.interruption ?? {};
  const by = readerOf(register, record)?.address;
  const held = before?.get(register);
  const left = entry && new Map(writtenByEntry(entry)).get(register);
  const needs = by === undefined ? '' : `, which the instruction at ${nameOf(by)} needs`;
  return {
    code: 'lost-register',
    subject: { kind: 'register', register },
    message: `${register} is lost in an exception that EL2 takes${needs}: ${symptom.message}`,
    ...(held === undefined ? {} : { expected: hexadecimal(held) }),
    ...(left === undefined ? {} : { found: hexadecimal(left) }),
    ...(by === undefined ? {} : { by }),
  };
}

/** Whether the same is wrong. */
export function isAlike(
  some: readonly UnlocatedFinding[],
  others: readonly UnlocatedFinding[],
): boolean {
  return (
    some.length === others.length &&
    some.every(({ code, subject, found }, index) => {
      const other = others[index];
      return (
        code === other?.code &&
        JSON.stringify(subject) === JSON.stringify(other.subject) &&
        found === other.found
      );
    })
  );
}

/** The first step after the interruption that reads the register. */
function readerOf(register: RegisterName, { steps = [] }: CallRecord): Step | undefined {
  const taken = steps.findIndex(({ interruption }) => interruption === 'taken');
  return steps
    .slice(taken + 1)
    .find((step) => step.interruption === undefined && reads(step, register));
}

function reads(step: Step, register: RegisterName): boolean {
  if (isEret(step)) {
    return register === 'elr_el2' || register === 'spsr_el2';
  }
  const instruction = decodeInstruction(step.word);
  return instruction.kind === 'mrs' && instruction.operand === register;
}

import type { RegisterName } from '../architecture/registers.ts';
import type { Step } from '../machine/machine.ts';
import type { StackBounds } from '../calls/dead-stack.ts';
import { stacks } from '../calls/dead-stack.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { CallRecord } from '../calls/call-record.ts';

/** Stores into a stack below the stack pointer of their own level, once for each instruction. */
export function storesBelowStackPointer(trial: CallRecord): UnlocatedFinding[] {
  const findings = new Map<bigint, UnlocatedFinding>();
  for (const step of trial.steps ?? []) {
    const stack = stacks.find(({ register }) => register === stackPointerOf(step));
    for (const { address: place, virtual: address = place, size, sp } of step.writes) {
      const low = sp === undefined ? undefined : lowestStackPointer(step, sp, stack?.register);
      const inStack = stack !== undefined && place >= stack.guard;
      if (low !== undefined && inStack && address < low && !findings.has(step.address)) {
        findings.set(step.address, {
          code: 'store-below-stack-pointer',
          subject: { kind: 'memory', address: hexadecimal(address), size },
          message: `${size} bytes are stored ${low - address} bytes below the stack pointer`,
          expected: `an address from ${hexadecimal(low)} on`,
          found: hexadecimal(address),
          by: step.address,
        });
      }
    }
  }
  return [...findings.values()];
}

/** A push moves the stack pointer with its store: the new value is as good as the old. */
function lowestStackPointer(step: Step, sp: bigint, register: RegisterName | undefined): bigint {
  const moved = step.changes.find((change) => change.register === register)?.after ?? sp;
  return moved < sp ? moved : sp;
}

/** The stack pointer that a step uses: M[3:2] is the exception level, M[0] is SPSel (Arm ARM, C5.2.18). */
function stackPointerOf({ pstate }: Step): StackBounds['register'] | undefined {
  switch (pstate & 0x1fn) {
    case 0x5n:
      return 'sp_el1';
    case 0x9n:
      return 'sp_el2';
    default:
      return undefined;
  }
}

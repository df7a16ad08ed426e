import { takeException } from '../architecture/exception.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Call } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { CallRecord } from '../calls/call-record.ts';

/**
 * Where the call's own exception did not enter EL2 as the architecture prescribes. An instruction that cannot be fetched, with an
 * MMU on, makes no call.
 */
export function syndromeFindings(call: Call, trial: CallRecord): UnlocatedFinding[] {
  const [first] = trial.exceptions;
  if (call.cause === undefined || first === undefined) {
    return [];
  }
  if (first.cause.kind === 'instruction-abort' && call.cause.kind !== 'instruction-abort') {
    return [];
  }
  const entry = takeException(call.cause, trial.before);
  if (entry.targetEl !== 2) {
    return [];
  }
  const prescribed: [RegisterName, bigint | undefined][] = [
    ['pc', entry.vector],
    ['pstate', entry.pstate],
    ['esr_el2', entry.esr],
    ['elr_el2', entry.elr],
    ['spsr_el2', entry.spsr],
    ['far_el2', entry.far],
    ['hpfar_el2', entry.hpfar],
  ];
  return prescribed.flatMap(([register, value]) => {
    const expected = value ?? trial.before.get(register);
    const found = trial.entry.get(register);
    return found === expected
      ? []
      : {
          code: 'wrong-syndrome',
          subject: { kind: 'register', register },
          message: `${register} at the entry to EL2 is not what the architecture prescribes`,
          expected: hexadecimal(expected),
          found: hexadecimal(found),
          before: hexadecimal(trial.before.get(register)),
        };
  });
}

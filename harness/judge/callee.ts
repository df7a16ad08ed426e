import type { State } from '../architecture/state.ts';
import type { Call } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';

/** Bytes; AAPCS64, 6.4.5: SP is a multiple of 16 at every public interface. */
const stackAlignment = 16n;

/** Whether SP is not as a function wants it at its entry. */
export function isStackPointerMisaligned(state: State): boolean {
  return state.get('sp_el2') % stackAlignment !== 0n;
}

/** Adds what is wrong with the calls that the vectors made to functions of the caller. */
export function addCalleeFindings(
  call: Call,
  trial: CallRecord,
  findings: UnlocatedFinding[],
): void {
  for (const { address, state } of trial.called) {
    if (isStackPointerMisaligned(state)) {
      findings.push({
        code: 'misaligned-stack-pointer',
        subject: { kind: 'register', register: 'sp_el2' },
        message: `the function at ${call.nameOf(address)} is called with a misaligned stack pointer`,
        found: hexadecimal(state.get('sp_el2')),
      });
    }
  }
  const { callee } = call;
  const isSeen = isBack(trial) || trial.outcome === 'called' || trial.outcome === 'jumped';
  if (callee === undefined || !isSeen) {
    return;
  }
  const entered = trial.called[0];
  if (entered === undefined) {
    findings.push({
      code: 'missing-call',
      subject: { kind: 'outcome' },
      message: `the function in ${callee.function} is not called`,
      expected: `a call of ${hexadecimal(trial.before.get(callee.function))}`,
    });
    return;
  }
  for (const [register, from] of callee.arguments) {
    const expected = trial.before.get(from);
    const found = entered.state.get(register);
    if (found !== expected) {
      findings.push({
        code: 'wrong-argument',
        subject: { kind: 'register', register },
        message: `the called function does not get the caller's ${from} in ${register}`,
        expected: hexadecimal(expected),
        found: hexadecimal(found),
        before: hexadecimal(trial.before.get(register)),
      });
    }
  }
}

import type { RegisterName } from '../architecture/registers.ts';
import { decodeInstruction } from '../architecture/instruction.ts';
import type { Step } from '../machine/machine.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';

/** The finding with the address of the instruction that caused it, as far as the steps show it. */
export function blame(finding: UnlocatedFinding, trial: CallRecord): UnlocatedFinding {
  const by = culprit(finding, trial.steps ?? [], trial)?.address;
  return by === undefined ? finding : { ...finding, by };
}

function culprit(
  { subject, found }: UnlocatedFinding,
  steps: readonly Step[],
  trial: CallRecord,
): Step | undefined {
  switch (subject.kind) {
    case 'register':
      if (subject.register === 'pstate') {
        return lastWriter(steps, 'spsr_el2') ?? steps.at(-1);
      }
      return (
        lastWriter(steps, subject.register, found) ??
        lastWriter(steps, subject.register) ??
        (subject.register === 'elr_el2' ? steps.findLast(isEret) : undefined)
      );
    case 'memory':
      return lastStore(steps, BigInt(subject.address), subject.size);
    case 'outcome':
      return trial.outcome === 'returned-elsewhere'
        ? (lastWriter(steps, 'elr_el2') ?? steps.at(-1))
        : (unmeant(steps, trial) ?? reentry(steps, trial) ?? steps.at(-1));
    case 'events':
      return undefined;
  }
}

/** The last instruction that changed the register by itself, rather than by an exception; to `value`, if one is given. */
function lastWriter(
  steps: readonly Step[],
  register: RegisterName,
  value?: string,
): Step | undefined {
  return steps.findLast(({ changes }) =>
    changes.some(
      (change) =>
        change.register === register &&
        (value === undefined || hexadecimal(change.after) === value),
    ),
  );
}

/** Whether the step is an exception return. */
export function isEret({ word }: Step): boolean {
  return decodeInstruction(word).kind === 'eret';
}

function lastStore(steps: readonly Step[], address: bigint, size: number): Step | undefined {
  const end = address + BigInt(size);
  return steps.findLast(({ writes }) =>
    writes.some((write) => write.address < end && address < write.address + BigInt(write.size)),
  );
}

/** The instruction that brought about the exception which nobody meant. */
function unmeant(steps: readonly Step[], trial: CallRecord): Step | undefined {
  const by = secondExceptionOf(trial)?.by;
  return by === undefined ? undefined : steps.find(({ address }) => address === by);
}

/** The first instruction by which EL2 entered its own vectors on purpose, the call itself left out. */
function reentry(steps: readonly Step[], { before }: CallRecord): Step | undefined {
  return steps.find(
    ({ address, exception }) =>
      exception?.slot.startsWith('current') === true && address !== before.get('pc'),
  );
}

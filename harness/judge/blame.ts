import type { RegisterName } from '../architecture/registers.ts';
import type { UnlocatedFinding } from './finding.ts';
import type { Trial } from './trial.ts';

/** The finding with the address of the instruction that caused it, as far as the steps show it. */
export function blame(finding: UnlocatedFinding, trial: Trial): UnlocatedFinding {
  const by = culprit(finding, trial);
  return by === undefined ? finding : { ...finding, by };
}

function culprit(finding: UnlocatedFinding, trial: Trial): bigint | undefined {
  const { subject } = finding;
  switch (subject.kind) {
    case 'register':
      return lastWriter(trial, subject.register);
    case 'memory':
      return lastStore(trial, BigInt(subject.address), subject.size);
    case 'outcome':
    case 'events':
      return trial.steps?.at(-1)?.address;
  }
}

/** The last instruction that changed the register by itself, rather than by an exception. */
function lastWriter(trial: Trial, register: RegisterName): bigint | undefined {
  return trial.steps?.findLast((step) =>
    step.changes.some((change) => change.register === register),
  )?.address;
}

function lastStore(trial: Trial, address: bigint, size: number): bigint | undefined {
  const end = address + BigInt(size);
  return trial.steps?.findLast((step) =>
    step.writes.some(
      (write) => write.address < end && address < write.address + BigInt(write.size),
    ),
  )?.address;
}

import type { AsmMutant } from '../mutation/asm-mutants.ts';
import type { FindingCode } from '../../judge/finding.ts';

/** What a fixture can say of a call and no contract does, with the reason. */
interface Unstated {
  readonly reason: string;
  /** Findings of these codes; of any if left out. */
  readonly codes?: readonly FindingCode[];
  readonly isOf: (mutant: AsmMutant, register: string | undefined) => boolean;
}

const rows: readonly Unstated[] = [
  {
    reason: 'a statement is of one call, and the test makes several, one after the other',
    isOf: ({ killer }) => killer.steps.length > 1,
  },
  {
    reason: 'abi.yaml lists no system instructions, nor in which order they run',
    codes: ['wrong-events'],
    isOf: () => true,
  },
  {
    reason: 'abi.yaml does not say by which exit an exception leaves, nor what it hands over there',
    codes: ['wrong-outcome', 'wrong-memory', 'wrong-value'],
    isOf: ({ killer }) =>
      killer.steps.some(
        ({ origin, action, expectation: { outcome } }) =>
          (origin !== 'host' || action.kind !== 'operation') &&
          outcome !== undefined &&
          outcome.value !== 'returned',
      ),
  },
  {
    reason: 'abi.yaml does not say with which PSTATE an operation leaves that does not come back',
    codes: ['wrong-value'],
    isOf: ({ killer: { steps } }, register) =>
      register === 'pstate' && steps.some(({ expectation }) => expectation.outcome !== undefined),
  },
  {
    reason: 'what an operation answers in AArch32 state is stated of tables for such callers alone',
    codes: ['wrong-value'],
    isOf: ({ killer: { steps, vectors } }) =>
      steps.some(({ origin }) => origin === 'aarch32') && vectors.contract.caller !== 'aarch32',
  },
  {
    reason: 'no statement says on what a result depends that may be any: calls are judged for it',
    codes: ['undeclared-input'],
    isOf: ({ killer }) =>
      [...killer.abi.operations.values()].some(({ results }) =>
        [...results.values()].some(({ value }) => value.kind === 'any'),
      ),
  },
  {
    reason: 'the handler may leave anything there: the test says what this one leaves',
    codes: ['wrong-value'],
    isOf: ({ killer }, register) =>
      [...killer.vectors.contract.clobbers].some((name) => name === register),
  },
];

/** Why no statement of a contract says what the fixture found; undefined where one does. */
export function unstatedReason(mutant: AsmMutant): string | undefined {
  const reasons = mutant.findings.map(({ code, subject }) => {
    const register = subject.kind === 'register' ? subject.register : undefined;
    return rows.find(({ codes, isOf }) => (codes?.includes(code) ?? true) && isOf(mutant, register))
      ?.reason;
  });
  return reasons.includes(undefined) ? undefined : reasons[0];
}

import { registerRanges } from '../abi/register-ranges.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { UnlocatedFinding } from './finding.ts';

/** Findings about fewer registers stay as they are. */
const fewest = 2;

/**
 * The findings with those about vector registers and FPSR that one instruction changed as one: a function that is called
 * with none of them saved changes 33.
 */
export function withVectorsTogether(
  findings: readonly UnlocatedFinding[],
): readonly UnlocatedFinding[] {
  const together = new Map<bigint | undefined, UnlocatedFinding[]>();
  for (const finding of findings) {
    if (isOfVector(finding)) {
      together.set(finding.by, [...(together.get(finding.by) ?? []), finding]);
    }
  }
  return findings.flatMap((finding): UnlocatedFinding[] => {
    const group = isOfVector(finding) ? (together.get(finding.by) ?? []) : [];
    if (group.length < fewest) {
      return [finding];
    }
    return finding === group[0] ? [joined(finding, group)] : [];
  });
}

function registerOf({ subject }: UnlocatedFinding): RegisterName | undefined {
  return subject.kind === 'register' ? subject.register : undefined;
}

function isOfVector(finding: UnlocatedFinding): boolean {
  const register = registerOf(finding);
  const kind = register && registerInfo(register).kind;
  return finding.code === 'broken-clobber-contract' && (kind === 'vector' || kind === 'fp-control');
}

/** A vector register, if there is one. */
function firstOf(names: readonly RegisterName[]): RegisterName {
  const vector = names.find((name) => registerInfo(name).kind === 'vector');
  return vector ?? (names[0] as RegisterName);
}

/** About the first vector register. */
function joined({ by }: UnlocatedFinding, group: readonly UnlocatedFinding[]): UnlocatedFinding {
  const names = group.flatMap((each) => registerOf(each) ?? []);
  const list = registerRanges(names);
  const text = `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
  return {
    code: 'broken-clobber-contract',
    subject: { kind: 'register', register: firstOf(names) },
    message: `${list.length > 1 ? text : list[0]} are changed, which neither the contract nor the test allows`,
    ...(by === undefined ? {} : { by }),
  };
}

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ExpectedFinding } from '../fixture/test.ts';
import type { Finding } from '../judge/finding.ts';

/**
 * What is wrong with a call whose test expects findings: those that it gave besides the expected ones, and for each
 * expected one that it did not give, a finding that says so. Each expected finding stands for one.
 */
export function unexpectedFindings(
  found: readonly Finding[],
  expected: readonly ExpectedFinding[],
): Finding[] {
  const { missing, left } = pair(found, expected, matches);
  return [...missing.map(missingFinding), ...left];
}

/** Whether the mistakes of vectors, through which no call can be made, are those that a test expects, and no others. */
export function areExpected(
  found: readonly Diagnostic[],
  expected: readonly ExpectedFinding[],
): boolean {
  const { missing, left } = pair(
    found,
    expected,
    ({ code, register, at }, diagnostic) =>
      code === diagnostic.code &&
      register === undefined &&
      (at === undefined || markerOf(diagnostic.excerpt?.text) === at),
  );
  return missing.length === 0 && left.length === 0;
}

/** What is expected and not found, and what is found and not expected. */
function pair<T>(
  found: readonly T[],
  expected: readonly ExpectedFinding[],
  fits: (target: ExpectedFinding, one: T) => boolean,
): { readonly missing: readonly ExpectedFinding[]; readonly left: readonly T[] } {
  const left = [...found];
  const missing = expected.filter((target) => {
    const index = left.findIndex((one) => fits(target, one));
    if (index >= 0) {
      left.splice(index, 1);
    }
    return index < 0;
  });
  return { missing, left };
}

function matches({ code, register, at }: ExpectedFinding, finding: Finding): boolean {
  const { subject, by, parts = [] } = finding;
  const registers = [subject, ...parts].map((each) =>
    'register' in each ? each.register : undefined,
  );
  const places = [by, ...parts.map((part) => part.by)];
  return (
    code === finding.code &&
    (register === undefined || registers.includes(register)) &&
    (at === undefined || places.some((place) => markerOf(place?.text) === at))
  );
}

/** NAME of a source line's comment `// finding: NAME`. */
function markerOf(line: string | undefined): string | undefined {
  return /\bfinding:\s*([\w-]+)/.exec(line ?? '')?.[1];
}

function missingFinding({ code, register, at }: ExpectedFinding): Finding {
  const what = register === undefined ? `'${code}'` : `'${code}' of ${register}`;
  const where = at === undefined ? '' : ` at the line marked '${at}'`;
  return {
    code: 'missing-finding',
    subject: register === undefined ? { kind: 'outcome' } : { kind: 'register', register },
    message: `the test expects a finding ${what}${where}, which the call does not give`,
    expected: `${code}${where}`,
  };
}

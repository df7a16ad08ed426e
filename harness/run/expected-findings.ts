import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ExpectedFinding } from '../fixture/test.ts';
import type { Finding, Location } from '../judge/finding.ts';

/**
 * What is wrong with a call whose test expects findings: those that it gave besides the expected ones, and for each
 * expected one that it did not give, a finding that says so. Each expected finding stands for one; of one with parts, for
 * those that are about its register and its line, and the others are left.
 */
export function unexpectedFindings(
  found: readonly Finding[],
  expected: readonly ExpectedFinding[],
): Finding[] {
  const { missing, left } = pairFindings(found, expected);
  return [...missing.map(missingFinding), ...left];
}

/** The expected findings that a call does not give, and what it gives besides. */
export function pairFindings(
  found: readonly Finding[],
  expected: readonly ExpectedFinding[],
): { readonly missing: readonly ExpectedFinding[]; readonly left: readonly Finding[] } {
  return pair(found, expected, leftOf);
}

/** Whether the mistakes of vectors, through which no call can be made, are those that a test expects, and no others. */
export function areExpected(
  found: readonly Diagnostic[],
  expected: readonly ExpectedFinding[],
): boolean {
  const { missing, left } = pair(found, expected, ({ code, register, at }, diagnostic) => {
    const isExpected =
      code === diagnostic.code &&
      register === undefined &&
      (at === undefined || markerOf(diagnostic.excerpt?.text) === at);
    return isExpected ? [] : undefined;
  });
  return missing.length === 0 && left.length === 0;
}

/**
 * What is expected and not found, and what is found and not expected. `leftOf` says what of one is left besides the target;
 * undefined where that is another.
 */
function pair<T>(
  found: readonly T[],
  expected: readonly ExpectedFinding[],
  leftOf: (target: ExpectedFinding, one: T) => readonly T[] | undefined,
): { readonly missing: readonly ExpectedFinding[]; readonly left: readonly T[] } {
  const left = [...found];
  const missing = expected.filter((target) => {
    for (const [index, one] of left.entries()) {
      const rest = leftOf(target, one);
      if (rest !== undefined) {
        left.splice(index, 1, ...rest);
        return false;
      }
    }
    return true;
  });
  return { missing, left };
}

function leftOf({ code, register, at }: ExpectedFinding, finding: Finding): Finding[] | undefined {
  const { subject, by, parts } = finding;
  if (code !== finding.code) {
    return undefined;
  }
  const isOnLine = (location: Location | undefined): boolean =>
    at === undefined || markerOf(location?.text) === at;
  if (parts === undefined) {
    const isAbout =
      register === undefined || (subject.kind === 'register' && subject.register === register);
    return isAbout && isOnLine(by) ? [] : undefined;
  }
  const rest = parts.filter(
    (part) => (register !== undefined && part.register !== register) || !isOnLine(part.by ?? by),
  );
  return rest.length === parts.length
    ? undefined
    : rest.length === 0
      ? []
      : [{ ...finding, parts: rest }];
}

/** NAME of a source line's comment `// finding: NAME`. */
export function markerOf(line: string | undefined): string | undefined {
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

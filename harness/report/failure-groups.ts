import { groupBy } from '../collections/group-by.ts';
import { formatPlace } from '../diagnostics/place.ts';
import type { Finding } from '../judge/finding.ts';
import type { TestResult } from '../run/event.ts';
import { subjectName } from './finding-text.ts';
import { verdictEntries } from './verdict.ts';

/** Findings that the title of a group names. */
const findingsNamed = 3;

/** Tests that failed in the same way. */
export interface FailureGroup {
  /** `wrong-value (x17) by stub.S:13:2`; `TIMEOUT: no answer in 5 s`. */
  readonly title: string;
  /** In the order of the run. */
  readonly results: readonly [TestResult, ...TestResult[]];
}

/**
 * Failures by their cause: the same findings about the same things, by the same source lines. What has no line to blame fails
 * in the same way where the same test, or row of it, expects it, and what has no finding, for the same reason.
 */
export function failureGroups(results: readonly TestResult[]): readonly FailureGroup[] {
  return [...groupBy(results, causeOf).values()].map((group) => {
    const same = group as [TestResult, ...TestResult[]];
    return { title: titleOf(same[0]), results: same };
  });
}

function causeOf({ verdict, findings, reason, place }: TestResult): string {
  const expectedAt = formatPlace(place);
  return JSON.stringify([
    verdict,
    findings.length === 0
      ? [reason, expectedAt]
      : findings.map((finding) => [
          finding.code,
          subjectName(finding.subject),
          blamed(finding) ?? expectedAt,
        ]),
  ]);
}

/** Undefined where nothing is to blame. */
function blamed({ by }: Finding): string | undefined {
  return by && (by.place === undefined ? (by.symbol ?? by.address) : formatPlace(by.place));
}

/** `wrong-value (x17)`; some codes say what they are about. */
function codeText({ code, subject }: Finding): string {
  return subject.kind === 'outcome' || subject.kind === 'events'
    ? code
    : `${code} (${subjectName(subject)})`;
}

function titleOf({ verdict, findings, reason = '' }: TestResult): string {
  if (findings.length === 0) {
    return `${verdictEntries[verdict].mark}${reason === '' ? '' : `: ${reason}`}`;
  }
  const named = findings.slice(0, findingsNamed).map((finding) => {
    const where = blamed(finding);
    return `${codeText(finding)}${where === undefined ? '' : ` by ${where}`}`;
  });
  const more = findings.length - findingsNamed;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

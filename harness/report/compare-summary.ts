import type { Comparison } from '../comparison/comparison.ts';
import { groupAlike } from './compare-classes.ts';
import type { ConsequenceKind } from './consequence-kind.ts';
import { kindOfConsequence } from './consequence-kind.ts';
import type { Count } from './page-lead.ts';

/** What a reviewer wants to know first. */
export interface Summary {
  /** `What changes for callers from x0 to immediate?` */
  readonly question: string;
  /** Whether calls differ, and what callers get that nobody converts. */
  readonly answer: readonly Verdict[];
  /** What else must be known of it: calls that are not covered, tables of one side alone. */
  readonly reservations: readonly Verdict[];
}

/** A sentence. */
interface Verdict {
  readonly text: string;
  /** Something that it speaks of is dangerous, or not known. */
  readonly isBad: boolean;
}

/** Whether calls differ, and of which calls that is known. */
export function compareSummary(comparison: Comparison): Summary {
  const { a, b, differences, unmatched, failures } = comparison;
  const callers = differences.flatMap((table) => table.callers);
  const classes = differences.flatMap((table) =>
    groupAlike(table.callers).flatMap((alike) => alike.classes),
  );
  const effects = classes.filter(({ kind }) => kind === 'effect');
  const lost = classes.filter(({ kind }) => kind === 'lost');
  return {
    question: `What changes for callers from ${a.vectors} to ${b.vectors}?`,
    answer: [
      ...(callers.length === 0
        ? []
        : [
            differing(
              {
                effects: effects.length,
                lost: lost.length,
                isBad: effects.some(
                  ({ consequence }) => kindOfConsequence(consequence) === 'dangerous',
                ),
              },
              callers,
            ),
          ]),
      ...effectsOn(comparison),
    ],
    reservations: [
      ...differences.flatMap((table) =>
        groupAlike(table.callers).flatMap(({ names, notCovered }) =>
          notCovered.map((reason) =>
            verdict(`Not covered, from ${names.join(', ')}: ${reason}.`, true),
          ),
        ),
      ),
      ...unmatched.map(({ side, table }) =>
        verdict(`Only ${side === 'a' ? a.vectors : b.vectors} has the vectors '${table}'.`, false),
      ),
      ...failures.map(({ part, reason }) =>
        verdict(`Not compared, from ${part}: ${reason}.`, true),
      ),
    ],
  };
}

function verdict(text: string, isBad: boolean): Verdict {
  return { text, isBad };
}

function counted(count: number): string {
  return count === 1 ? '1 class of calls' : `${count} classes of calls`;
}

function differing(
  {
    effects,
    lost,
    isBad,
  }: {
    readonly effects: number;
    readonly lost: number;
    readonly isBad: boolean;
  },
  callers: Comparison['differences'][number]['callers'],
): Verdict {
  const unknown = new Set(
    callers.flatMap(({ caller, notCovered }) => (notCovered.length === 0 ? [] : [caller])),
  );
  const covered = [...new Set(callers.map(({ caller }) => caller))].filter(
    (caller) => !unknown.has(caller),
  );
  const scope =
    covered.length === 0 ? '' : `, of all values of all inputs from ${covered.join(', ')}`;
  const isKnown = unknown.size === 0;
  const what =
    effects === 0
      ? isKnown
        ? 'No call differs'
        : 'No call is known to differ'
      : `${counted(effects)} ${effects === 1 ? 'differs' : 'differ'}`;
  const more =
    lost === 0 ? '' : `; ${counted(lost)} ${lost === 1 ? 'loses' : 'lose'} other scratch registers`;
  return verdict(`${what}${scope}${more}.`, isBad);
}

/** Calls that come to the other side as they are: those of both sides where each has an ABI of its own, else those of the first. */
export function callsAsTheyAre({ a, b, unconverted }: Comparison): Comparison['unconverted'] {
  return a.abi === b.abi ? unconverted.filter(({ from }) => from === 'a') : unconverted;
}

/** What callers get on the other side. */
function effectsOn(comparison: Comparison): Verdict[] {
  const { a, b } = comparison;
  const isOneAbi = a.abi === b.abi;
  return (['a', 'b'] as const).flatMap((from) => {
    const own = callsAsTheyAre(comparison).filter((call) => call.from === from);
    const dangerous = countOf(own, 'dangerous');
    const silent = countOf(own, 'silent');
    if (own.length === 0 || (isOneAbi && dangerous + silent === 0)) {
      return [];
    }
    const [mine, other] = from === 'a' ? [a, b] : [b, a];
    const calls = own.length === 1 ? 'the 1 call' : `the ${own.length} calls`;
    const who = isOneAbi ? 'callers' : `callers of ${mine.vectors}`;
    const become = [
      ...(dangerous === 0 ? [] : [`${dangerous} ${dangerous === 1 ? 'is' : 'are'} dangerous`]),
      ...(silent === 0 ? [] : [`${silent} silently ${silent === 1 ? 'does' : 'do'} nothing`]),
    ];
    const what = become.length === 0 ? 'none is dangerous or silent' : become.join(' and ');
    const unless = isOneAbi ? '' : ', where nobody converts them';
    return [
      verdict(`Of ${calls} that ${who} make, ${what} on ${other.vectors}${unless}.`, dangerous > 0),
    ];
  });
}

/** How many calls that come to the other side as they are come to what. */
export function consequenceCounts(comparison: Comparison): Count[] {
  const counts = [
    { of: 'dangerous', word: 'dangerous', kind: 'bad' },
    { of: 'silent', word: 'silent', kind: 'warn' },
    { of: 'refused', word: 'refused', kind: 'faint' },
    { of: 'same', word: 'the same', kind: 'good' },
  ] as const;
  return counts.flatMap(({ of, word, kind }) => {
    const count = countOf(callsAsTheyAre(comparison), of);
    return count === 0 ? [] : [{ text: `${count} ${word}`, kind }];
  });
}

function countOf(calls: Comparison['unconverted'], kind: ConsequenceKind): number {
  return calls.filter(({ consequence }) => kindOfConsequence(consequence) === kind).length;
}

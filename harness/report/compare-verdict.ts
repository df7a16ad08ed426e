import type { Comparison } from '../comparison/comparison.ts';
import { groupAlike } from './compare-classes.ts';

/** What a reviewer wants to know first. */
export interface Verdict {
  readonly text: string;
  /** Something that it speaks of is dangerous, or not known. */
  readonly isBad: boolean;
}

/** Whether calls differ, and of which calls that is known. */
export function compareVerdict(comparison: Comparison): Verdict[] {
  const { a, b, differences, unmatched, failures } = comparison;
  const callers = differences.flatMap((table) => table.callers);
  const classes = differences.flatMap((table) =>
    groupAlike(table.callers).flatMap((alike) => alike.classes),
  );
  const effects = classes.filter(({ kind }) => kind === 'effect');
  const lost = classes.filter(({ kind }) => kind === 'lost');
  return [
    ...(callers.length === 0 ? [] : [differing(effects.length, callers)]),
    ...(lost.length === 0
      ? []
      : [
          verdict(
            `${counted(lost.length)} ${lost.length === 1 ? 'loses' : 'lose'} other scratch registers`,
            false,
          ),
        ]),
    ...effectsOn(comparison),
    ...differences.flatMap((table) =>
      groupAlike(table.callers).flatMap(({ names, notCovered }) =>
        notCovered.map((reason) =>
          verdict(`not covered, from ${names.join(', ')}: ${reason}`, true),
        ),
      ),
    ),
    ...unmatched.map(({ side, table }) =>
      verdict(`only ${side === 'a' ? a.vectors : b.vectors} has the vectors '${table}'`, false),
    ),
    ...failures.map(({ part, reason }) => verdict(`not compared, from ${part}: ${reason}`, true)),
  ];
}

function verdict(text: string, isBad: boolean): Verdict {
  return { text, isBad };
}

function counted(count: number): string {
  return count === 1 ? '1 class of calls' : `${count} classes of calls`;
}

function differing(count: number, callers: Comparison['differences'][number]['callers']): Verdict {
  const unknown = new Set(
    callers.flatMap(({ caller, notCovered }) => (notCovered.length === 0 ? [] : [caller])),
  );
  const covered = [...new Set(callers.map(({ caller }) => caller))].filter(
    (caller) => !unknown.has(caller),
  );
  const scope =
    covered.length === 0 ? '' : `: all values of all inputs, from ${covered.join(', ')}`;
  const isKnown = unknown.size === 0;
  const what =
    count === 0
      ? isKnown
        ? 'no call differs'
        : 'no call is known to differ'
      : `${counted(count)} ${count === 1 ? 'differs' : 'differ'}`;
  return verdict(`${what}${scope}`, count > 0);
}

/** What callers get that nobody converts, where they are made for another ABI. */
function effectsOn({ a, b, unconverted }: Comparison): Verdict[] {
  if (a.abi === b.abi) {
    return [];
  }
  return (['a', 'b'] as const).map((from) => {
    const own = unconverted.filter((call) => call.from === from);
    const dangerous = own.filter(({ consequence }) => consequence === 'dangerous').length;
    const silent = own.filter(({ consequence }) => consequence === 'nothing').length;
    const [mine, other] = from === 'a' ? [a, b] : [b, a];
    return verdict(
      `${own.length} calls made for ${mine.vectors}, on ${other.vectors}: ${dangerous} dangerous, ${silent} silently without effect`,
      dangerous > 0,
    );
  });
}

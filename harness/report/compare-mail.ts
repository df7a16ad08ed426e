import type { Comparison } from '../comparison/comparison.ts';
import { targetName, fullTableName, otherSide } from '../comparison/table-names.ts';
import type { Consequence } from '../sweep/consequence.ts';
import { effectsFirst, exampleCall, groupAlike } from './compare-classes.ts';
import { markedAs } from './compare-sections.ts';
import { compareSummary } from './compare-summary.ts';
import { kindOfConsequence } from './consequence-kind.ts';
import { wrap } from './wrap.ts';

/** Columns of a mail to a list. */
const width = 72;

/** What a reviewer would paste into a mail: the answer, the calls that differ, and what is dangerous. */
export function compareMail(comparison: Comparison): string {
  const { a, b, differences, seed } = comparison;
  const { question, answer, reservations } = compareSummary(comparison);
  const paragraphs = [
    wrap(question, width),
    wrap(answer.map(({ text }) => text).join(' '), width),
    ...reservations.map(({ text }) => item(text)),
    ...differences.flatMap(({ tables, callers }) =>
      groupAlike(callers).flatMap(({ names, classes }) => {
        const effects = effectsFirst(classes).filter(({ kind }) => kind === 'effect');
        const which = tables[0] === tables[1] ? tables[0] : tables.join(' and ');
        return effects.length === 0
          ? []
          : [
              [
                ...wrap(`From ${names.join(', ')} (${which}):`, width),
                ...effects.flatMap(({ when, first, second, example, consequence }) => [
                  ...item(`${when}${markOf(consequence)}`),
                  ...detail(`${a.vectors}: ${first}`),
                  ...detail(`${b.vectors}: ${second}`),
                  ...detail(`e.g. ${exampleCall(example)}`),
                ]),
              ],
            ];
      }),
    ),
    dangerous(comparison),
    [`hcall compare ${a.vectors} ${b.vectors} --seed ${seed}`],
  ];
  return `${paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function dangerous(comparison: Comparison): string[] {
  const { a, b, unconverted } = comparison;
  const calls = unconverted.filter(
    ({ consequence }) => kindOfConsequence(consequence) === 'dangerous',
  );
  return calls.length === 0
    ? []
    : [
        'Dangerous where nobody converts the caller:',
        ...calls.flatMap((each) => {
          const { from, operation, call, means, gets } = each;
          const target = fullTableName(comparison, otherSide(from), targetName(comparison, each));
          return [
            ...item(`${operation} (${call}) of ${from === 'a' ? a.vectors : b.vectors}`),
            ...detail(`means: ${means}`),
            ...detail(`gets: ${gets}, on ${target}`),
          ];
        }),
      ];
}

function markOf(consequence: Consequence): string {
  const { marked } = markedAs(0, consequence);
  return marked === undefined ? '' : ` (${marked.as})`;
}

function item(text: string): string[] {
  return wrap(text, width - 2).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}

function detail(text: string): string[] {
  return wrap(text, width - 6).map((line, index) => `${index === 0 ? '    ' : '      '}${line}`);
}

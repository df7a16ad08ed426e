import type { SweepResult } from '../sweep/sweep-result.ts';
import { markdownTable } from './markdown.ts';
import { exampleText, groupCallers, scopeText } from './sweep-groups.ts';

/** A sweep to paste into a mail or a pull request. */
export function sweepMarkdown(result: SweepResult): string {
  const { abi, behaviours, failures, assumptions, seed } = result;
  return [
    `# Calls of ${result.vectors}`,
    '',
    markdownTable(
      ['vectors', 'callers', 'calls', 'what the call does', 'covered'],
      groupCallers(result).flatMap(({ table, callers, complete, classes }) =>
        classes.map(({ when, behaviour }) => [
          `${abi}/${table}`,
          callers.join(', '),
          when,
          behaviours[behaviour]?.name ?? '',
          complete ? scopeText(result) : `not ${scopeText(result)}`,
        ]),
      ),
    ),
    '',
    markdownTable(
      [
        'what the call does',
        'for example',
        'scratch registers that it changes',
        'stores',
        'outcome',
      ],
      behaviours.map(({ name, example, clobbers, stores, outcome }) => [
        name,
        exampleText(example),
        clobbers.join(', '),
        stores.join('; '),
        outcome,
      ]),
    ),
    '',
    ...assumptions.map((text) => `Assumed: ${text}`),
    ...failures.map(({ part, reason }) => `Not swept: ${part}: ${reason}`),
    `Seed ${seed}.`,
    '',
  ].join('\n');
}

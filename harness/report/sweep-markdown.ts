import type { SweepResult } from '../sweep/sweep-result.ts';
import { markdownTable } from './sweep-markdown-table.ts';
import { groupRows, rangeText, selectorsText } from './sweep-groups.ts';

/** A sweep to paste into a mail or a pull request. */
export function sweepMarkdown(result: SweepResult): string {
  const { abi, behaviours, failures, seed } = result;
  return [
    `# Calls of ${result.vectors}`,
    '',
    markdownTable(
      ['vectors', 'callers', 'selector', 'immediates', 'what the call does'],
      groupRows(result).flatMap(({ table, callers, selectors, runs }) =>
        runs.map(([from, to, index]) => [
          `${abi}/${table}`,
          callers.join(', '),
          selectorsText(selectors),
          rangeText(from, to),
          behaviours[index]?.name ?? '',
        ]),
      ),
    ),
    '',
    markdownTable(
      ['what the call does', 'scratch registers that it changes', 'stores', 'outcome'],
      behaviours.map(({ name, clobbers, stores, outcome }) => [
        name,
        clobbers.join(', '),
        stores.join('; '),
        outcome,
      ]),
    ),
    '',
    ...failures.map(({ part, reason }) => `Not swept: ${part}: ${reason}`),
    `Seed ${seed}.`,
    '',
  ].join('\n');
}

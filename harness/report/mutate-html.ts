import type { MutantReport, MutationReport } from '../mutation/mutate.ts';
import { operators } from '../mutation/mutation-operators.ts';
import { htmlPage } from './html.ts';
import { escapeMarkup } from './markup.ts';

/** Mutants as one page: totals by file, then every mutant that survived or is marked. */
export function mutateHtml(report: MutationReport): string {
  const { killed, survived, marked, untried, mutants, unreached } = report;
  const rest = untried === 0 ? '' : `, ${untried} not tried, as it was interrupted`;
  const files = [...new Set(mutants.map(({ file }) => file))];
  return htmlPage('hcall mutants', [
    `<p>${killed} killed, ${survived} survived, ${marked} marked as equivalent${rest}</p>`,
    '<table><tr><th>file</th><th>killed</th><th>survived</th><th>marked</th></tr>',
    ...files.map((file) => {
      const countOf = (fate: MutantReport['fate']): number =>
        mutants.filter((mutant) => mutant.file === file && mutant.fate === fate).length;
      const cells = (['killed', 'survived', 'marked'] as const).map(
        (fate) => `<td class="number">${countOf(fate)}</td>`,
      );
      return `<tr><td>${escapeMarkup(file)}</td>${cells.join('')}</tr>`;
    }),
    '</table>',
    '<h2>Not noticed</h2>',
    '<table class="source"><tr><th>place</th><th>original</th><th>mutant</th><th>operator</th><th>closest test, or reason</th></tr>',
    ...mutants.filter(({ fate }) => fate === 'survived' || fate === 'marked').map(row),
    '</table>',
    ...(unreached.length === 0 ? [] : ['<h2>Never executed</h2>', '<ul>']),
    ...unreached.map(({ file, line, at }) => `<li>${escapeMarkup(`${file}:${line} (${at})`)}</li>`),
    ...(unreached.length === 0 ? [] : ['</ul>']),
  ]);
}

function row(mutant: MutantReport): string {
  const { file, line, abi, at, operator, original, fate, closest = '', reason } = mutant;
  const cells = [
    `${file}:${line}\n${at} (${abi})`,
    original,
    mutant.mutant,
    `${operator}: ${operators[operator]}`,
    reason ?? closest,
  ];
  return `<tr class="${fate === 'survived' ? 'miss' : 'part'}">${cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')}</tr>`;
}

import type { MutantReport, MutationReport } from '../mutation/mutate.ts';
import { operators } from '../mutation/mutation-operators.ts';
import { escapeMarkup } from './markup.ts';
import {
  anchorOf,
  legend,
  renderPage,
  rowKeysHint,
  scrollingTable,
  section,
  tableRow,
} from './page.ts';

/** Mutants as one page: totals by file, then every mutant that survived or is marked. */
export function mutateHtml(report: MutationReport): string {
  const { killed, survived, marked, untried, mutants, unreached } = report;
  const rest = untried === 0 ? '' : `, ${untried} not tried, as it was interrupted`;
  const unnoticed = mutants
    .filter(({ fate }) => fate === 'survived' || fate === 'marked')
    .toSorted((one, other) => (one.fate === other.fate ? 0 : one.fate === 'survived' ? -1 : 1));
  const files = [...new Set(mutants.map(({ file }) => file))];
  return renderPage({
    title: 'hcall mutants',
    lead: [`<p>${killed} killed, ${survived} survived, ${marked} marked as equivalent${rest}</p>`],
    main: [
      section(
        'Files',
        files.length === 0
          ? ['<p>There was nothing to change in what the tests execute.</p>']
          : [
              scrollingTable(
                'Files',
                ['file', 'killed', 'survived', 'marked'],
                files.map((file) => fileRow(file, mutants)),
              ),
            ],
      ),
      section(
        'Not noticed',
        unnoticed.length === 0
          ? ['<p>None: a test fails of every mutant that was tried.</p>']
          : [
              legend([
                ['miss', 'survived: no test notices it'],
                ['part', 'marked as equivalent'],
              ]),
              scrollingTable('Not noticed', unnoticedHead, unnoticed.map(row), 'code stacked'),
            ],
      ),
      ...(unreached.length === 0
        ? []
        : [
            section('Never executed', [
              '<ul>',
              ...unreached.map(
                ({ file, line, at }) => `<li>${escapeMarkup(`${file}:${line} (${at})`)}</li>`,
              ),
              '</ul>',
            ]),
          ]),
    ],
    footer: [rowKeysHint],
  });
}

const unnoticedHead = ['place', 'original', 'mutant', 'operator', 'closest test, or reason'];

function fileRow(file: string, mutants: readonly MutantReport[]): string {
  const countOf = (fate: MutantReport['fate']): number =>
    mutants.filter((mutant) => mutant.file === file && mutant.fate === fate).length;
  const cells = (['killed', 'survived', 'marked'] as const).map(
    (fate) => `<td class="number">${countOf(fate)}</td>`,
  );
  return `<tr><td>${escapeMarkup(file)}</td>${cells.join('')}</tr>`;
}

function row(mutant: MutantReport): string {
  const { file, line, abi, at, operator, original, fate, closest = '', reason } = mutant;
  const cells = [
    `${file}:${line}, ${at} (${abi})`,
    original,
    mutant.mutant,
    `${operator}: ${operators[operator]}`,
    reason ?? closest,
  ];
  const anchor = anchorOf([abi, at, operator, mutant.mutant].join(' '));
  return tableRow(
    unnoticedHead,
    cells.map((cell, index) => ({
      html:
        index === 0
          ? `<a class="row" href="#${anchor}">${escapeMarkup(cell)}</a>`
          : escapeMarkup(cell),
    })),
    `id="${anchor}" class="${fate === 'survived' ? 'miss' : 'part'}"`,
  );
}

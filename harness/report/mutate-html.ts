import type { MutantReport, MutationReport } from '../mutation/mutate.ts';
import { operators } from '../mutation/mutation-operators.ts';
import { groupBy } from '../collections/group-by.ts';
import { escapeMarkup } from './markup.ts';
import type { Count } from './page-lead.ts';
import { pageLead } from './page-lead.ts';
import {
  anchorOf,
  legend,
  renderPage,
  rowKeysHint,
  scrollingTable,
  section,
  tableRow,
} from './page.ts';

/** Mutants as one page: the answer, every mutant that survived or is marked, totals by file, what else calls for attention. */
export function mutateHtml(report: MutationReport): string {
  const { mutants, unreached, needless, excluded, seed } = report;
  const unnoticed = mutants
    .filter(({ fate }) => fate === 'survived' || fate === 'marked')
    .toSorted((one, other) => (one.fate === other.fate ? 0 : one.fate === 'survived' ? -1 : 1));
  const sections: (readonly [title: string, content: readonly string[]])[] = [
    ...(unnoticed.length === 0 ? [] : [unnoticedSection(unnoticed)]),
    ...(mutants.length === 0 ? [] : [fileSection(mutants)]),
    ...listSection(
      'Never executed',
      'No test executes these, so no change is made to them:',
      [...groupBy(unreached, ({ file, line }) => `${file}:${line}`)].map(
        ([place, own]) => `${place} (${own.map(({ at }) => at).join(', ')})`,
      ),
    ),
    ...listSection(
      'Needless markers',
      "They are marked 'equivalent', but tests notice every change of the line:",
      needless.map(({ file, line }) => `${file}:${line}`),
    ),
    ...listSection('Tests that judge nothing', 'They fail without any change:', excluded),
  ];
  return renderPage({
    title: 'Which changes of the code does no test notice?',
    lead: pageLead({
      verdicts: verdicts(report),
      label: 'Changes',
      counts: counts(report),
      titles: sections.map(([title]) => title),
    }),
    main: sections.map(([title, content]) => section(title, content)),
    footer: [...(unnoticed.length === 0 ? [] : [rowKeysHint]), `<p>seed ${seed}</p>`],
  });
}

function verdicts({
  killed,
  survived,
  marked,
  untried,
  hasCode,
}: MutationReport): { readonly text: string; readonly isBad: boolean }[] {
  const judged = killed + survived;
  return [
    judged === 0
      ? {
          text: hasCode
            ? 'There was nothing to change in what the tests execute.'
            : 'There is no code in what was to be changed.',
          isBad: !hasCode,
        }
      : survived === 0
        ? { text: `A test notices each of the ${judged} changes that were tried.`, isBad: false }
        : { text: `No test notices ${survived} of ${judged} changes.`, isBad: true },
    ...(marked === 0
      ? []
      : [
          {
            text: `${marked} more ${marked === 1 ? 'makes' : 'make'} no difference, as the source says.`,
            isBad: false,
          },
        ]),
    ...(untried === 0
      ? []
      : [{ text: `${untried} were not tried: an interrupt came before.`, isBad: true }]),
  ];
}

function counts({ killed, survived, marked, untried }: MutationReport): Count[] {
  const all: readonly (Count & { readonly count: number })[] = [
    { count: survived, text: `${survived} survived`, kind: 'bad' },
    { count: untried, text: `${untried} not tried`, kind: 'warn' },
    { count: marked, text: `${marked} marked as equivalent`, kind: 'faint' },
    { count: killed, text: `${killed} killed`, kind: 'good' },
  ];
  return all.filter(({ count }) => count > 0);
}

const unnoticedHead = ['place', 'original', 'mutant', 'operator', 'closest test, or reason'];

const fateLegend = [
  ['survived', 'miss', 'survived: no test notices it'],
  ['marked', 'part', 'marked as equivalent'],
] as const;

function unnoticedSection(
  unnoticed: readonly MutantReport[],
): readonly [title: string, content: readonly string[]] {
  const fates = new Set(unnoticed.map(({ fate }) => fate));
  return [
    'Not noticed',
    [
      legend(fateLegend.flatMap(([fate, ...entry]) => (fates.has(fate) ? [entry] : []))),
      scrollingTable('Not noticed', unnoticedHead, unnoticed.map(row), 'code stacked'),
    ],
  ];
}

function fileSection(
  mutants: readonly MutantReport[],
): readonly [title: string, content: readonly string[]] {
  const fates = ['survived', 'marked', 'killed', 'untried'] as const;
  const shown = fates.filter((fate) => mutants.some((mutant) => mutant.fate === fate));
  const head = ['file', ...shown.map((fate) => (fate === 'untried' ? 'not tried' : fate))];
  const rows = [...new Set(mutants.map(({ file }) => file))].map((file) =>
    tableRow(
      head,
      [
        { html: escapeMarkup(file) },
        ...shown.map((fate) => {
          const count = mutants.filter((each) => each.file === file && each.fate === fate).length;
          const kind = fate === 'survived' && count > 0 ? 'number miss' : 'number';
          return { html: String(count), kind };
        }),
      ],
      '',
    ),
  );
  return ['Files', [scrollingTable('Files', head, rows, 'stacked')]];
}

function listSection(
  title: string,
  text: string,
  items: readonly string[],
): (readonly [title: string, content: readonly string[]])[] {
  const list = items.map((item) => `<li class="code">${escapeMarkup(item)}</li>`);
  return items.length === 0
    ? []
    : [[title, [`<p>${escapeMarkup(text)}</p>`, '<ul>', ...list, '</ul>']]];
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

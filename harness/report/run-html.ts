import { groupBy } from '../collections/group-by.ts';
import { formatPlace } from '../diagnostics/place.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { TestResult } from '../run/event.ts';
import type { Verdict } from '../run/verdict.ts';
import type { Cause } from './causes.ts';
import { firstNames } from './causes.ts';
import type { FailureGroup } from './failure-groups.ts';
import { failureGroups } from './failure-groups.ts';
import { escapeMarkup } from './markup.ts';
import { anchorsOf, renderPage, rowKeysHint, scrollingTable, section } from './page.ts';
import type { ReporterOptions } from './reporter.ts';
import { diagnosticLines } from './result-text.ts';
import { resultArticle } from './run-html-result.ts';
import { lackWords, nothingRan, verdictEntries } from './verdict.ts';
import type { WholeRun } from './whole-run.ts';
import { causesOf, failuresOf, resultsOf, WholeRunReporter } from './whole-run.ts';

/** A run as one page: what failed first, with its source, and then every test. */
export class HtmlReporter extends WholeRunReporter {
  constructor(options: ReporterOptions) {
    super(options.write, (run) => runPage(run, options.readSource));
  }
}

function runPage(
  { seed, events, end }: WholeRun,
  readSource: ReporterOptions['readSource'],
): string {
  const results = resultsOf(events);
  const causes = causesOf(events);
  const failed = failuresOf(events);
  const flaky = results.filter(({ verdict }) => verdict === 'flaky');
  const anchors = anchorsOf([...failed, ...flaky].map(({ id }) => id));
  const article = (result: TestResult): string =>
    resultArticle(result, anchors.get(result.id) ?? '', readSource);
  const groups = failureGroups(failed);
  return renderPage({
    title: 'hcall run',
    lead: [
      `<ul class="counts" aria-label="Totals">${countItems(end)}</ul>`,
      `<p class="faint">${(end.us / 1e6).toFixed(2)} s, seed ${seed}</p>`,
    ],
    main: [
      ...(causes.length === 0 ? [] : [section('Could not run', causes.map(causeArticle))]),
      ...(failed.length === 0
        ? []
        : [
            section('Failures', [
              ...(groups.length < failed.length
                ? [
                    `<p>${failed.length} tests failed in ${groups.length === 1 ? 'one way' : `${groups.length} ways`}.</p>`,
                  ]
                : []),
              ...groups.map((group) => groupHtml(group, article)),
            ]),
          ]),
      ...(flaky.length === 0 ? [] : [section('Flaky', flaky.map(article))]),
      section('All tests', [
        filterField,
        ...[...groupBy(results, ({ file }) => file)].map((file) => fileDetails(file, anchors)),
      ]),
    ],
    footer: failed.length + flaky.length === 0 ? [] : [rowKeysHint],
    script: `${openTarget}${filterScript}`,
    style: runStyle,
  });
}

function countItems(end: WholeRun['end']): string {
  const verdicts = Object.entries(end.counts) as [Verdict, number][];
  const items = verdicts
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => ({
      kind: kindOf(verdict),
      text: `${count} ${verdictEntries[verdict].counted}`,
    }));
  const lacks = [...(items.length === 0 ? [nothingRan] : []), ...lackWords(end)];
  const all = [...lacks.map((text) => ({ kind: 'bad', text })), ...items];
  return all
    .toSorted((one, other) => Number(other.kind === 'bad') - Number(one.kind === 'bad'))
    .map(({ kind, text }) => `<li class="${kind}">${escapeMarkup(text)}</li>`)
    .join('');
}

/** The colour of a verdict. */
function kindOf(verdict: Verdict): 'bad' | 'warn' | 'good' | 'faint' {
  if (verdictEntries[verdict].failure) {
    return 'bad';
  }
  return verdict === 'pass' ? 'good' : verdict === 'flaky' ? 'warn' : 'faint';
}

function causeArticle(cause: Cause): string {
  const text = cause.diagnostics.flatMap((one: Diagnostic) => diagnosticLines(one, false));
  return [
    '<article>',
    `<h3>${escapeMarkup(cause.diagnostics[0]?.message ?? '')}</h3>`,
    `<pre tabindex="0">${escapeMarkup(text.join('\n'))}</pre>`,
    `<p>Concerns:</p><ul>${firstNames(cause.names)
      .map((name) => `<li>${escapeMarkup(name)}</li>`)
      .join('')}</ul>`,
    '</article>',
  ].join('\n');
}

/** The first of those that failed in the same way is shown whole, the others open. */
function groupHtml(
  { title, results }: FailureGroup,
  article: (result: TestResult) => string,
): string {
  const [first, ...others] = results;
  if (others.length === 0) {
    return article(first);
  }
  const number = others.length === 1 ? '1 other' : `${others.length} others`;
  return [
    '<div class="group">',
    `<h3>${results.length} tests: ${escapeMarkup(title)}</h3>`,
    article(first),
    `<details><summary>${number} that failed in the same way</summary>`,
    ...others.map(
      (result) =>
        `<details class="same"><summary>${escapeMarkup(result.id)}</summary>${article(result)}</details>`,
    ),
    '</details>',
    '</div>',
  ].join('\n');
}

function fileDetails(
  [file, results]: readonly [string, readonly TestResult[]],
  anchors: ReadonlyMap<string, string>,
): string {
  const isOpen = results.some(({ verdict }) => verdictEntries[verdict].failure);
  const rows = results.map((result) => {
    const { verdict, us, id, place, reason = '' } = result;
    const name = escapeMarkup(result.name);
    const anchor = anchors.get(id);
    const shown = anchor === undefined ? name : `<a href="#${anchor}">${name}</a>`;
    return `<tr><td><span class="mark ${kindOf(verdict)}">${verdictEntries[verdict].mark}</span></td><td>${shown}</td><td>${escapeMarkup(reason)}</td><td class="number">${(us / 1e3).toFixed(1)} ms</td><td class="code">${escapeMarkup(formatPlace(place))}</td></tr>`;
  });
  return [
    `<details${isOpen ? ' open' : ''} data-file><summary>${escapeMarkup(file)} <span class="faint">(${results.length})</span></summary>`,
    scrollingTable(file, ['verdict', 'test', 'reason', 'time', 'place'], rows),
    '</details>',
  ].join('\n');
}

const filterField =
  '<p class="screen-only"><label>Only tests with <input type="search" id="filter" autocomplete="off"></label></p>';

const runStyle = `
td.number { white-space: nowrap; }
.group { border: 1px solid var(--line); border-radius: 6px; padding: 0 1rem; margin: 1rem 0; } .group > h3 { margin: 0.75rem 0 0; overflow-wrap: anywhere; }
.group details { margin: 0.5rem 0; } .group details.same { margin: 0.25rem 0 0.25rem 1rem; } .group summary { overflow-wrap: anywhere; }
@media (max-width: 480px) { .group { padding: 0 0.4rem; } .group article { padding: 0 0.6rem 0.6rem; } .group details.same { margin-left: 0.25rem; } }
`;

/** What a link names is shown, wherever it is folded. */
const openTarget = `
function showTarget() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (!target) return;
  for (let each = target.closest('details'); each; each = each.parentElement.closest('details')) each.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', showTarget);
showTarget();
`;

/** Files that have no row left are hidden, and those that have one are opened. */
const filterScript = `
document.getElementById('filter').addEventListener('input', ({ target }) => {
  const wanted = target.value.toLowerCase();
  for (const file of document.querySelectorAll('details[data-file]')) {
    let count = 0;
    for (const row of file.querySelectorAll('tbody tr')) {
      const isWanted = (file.firstElementChild.textContent + row.textContent).toLowerCase().includes(wanted);
      row.hidden = !isWanted;
      count += isWanted ? 1 : 0;
    }
    file.hidden = count === 0;
    if (wanted !== '' && count > 0) { file.open = true; }
  }
});
`;

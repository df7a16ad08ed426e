import { groupBy } from '../collections/group-by.ts';
import { formatPlace } from '../diagnostics/place.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import type { Verdict } from '../run/verdict.ts';
import type { Cause } from './causes.ts';
import { Causes, causeNames } from './causes.ts';
import { escapeMarkup } from './markup.ts';
import { anchorsOf, renderPage, scrollingTable, section } from './page.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { diagnosticLines } from './result-text.ts';
import { resultArticle } from './run-html-result.ts';
import { totalWords, verdictEntries } from './verdict.ts';

/** A run as one page: what failed first, with its source, and then every test. */
export class HtmlReporter implements Reporter {
  readonly #options: ReporterOptions;
  readonly #results: TestResult[] = [];
  readonly #causes = new Causes();
  #seed = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        this.#seed = event.seed;
        return;
      case 'test-start':
        return;
      case 'file-error':
        this.#causes.add(event.file, event.diagnostics);
        return;
      case 'test-end':
        this.#results.push(event.result);
        if (event.result.diagnostics !== undefined) {
          this.#causes.add(event.result.id, event.result.diagnostics);
        }
        return;
      case 'run-end':
        this.#options.write(this.#page(event));
    }
  }

  #page(end: Extract<RunEvent, { type: 'run-end' }>): string {
    const failed = this.#results.filter(
      ({ verdict, diagnostics }) => verdictEntries[verdict].failure && diagnostics === undefined,
    );
    const flaky = this.#results.filter(({ verdict }) => verdict === 'flaky');
    const anchors = anchorsOf([...failed, ...flaky].map(({ id }) => id));
    const articles = (results: readonly TestResult[]): string[] =>
      results.map((result) =>
        resultArticle(result, anchors.get(result.id) ?? '', this.#options.readSource),
      );
    return renderPage({
      title: 'hcall run',
      lead: [
        `<ul class="counts" aria-label="Totals">${countItems(end)}</ul>`,
        `<p class="faint">${(end.us / 1e6).toFixed(2)} s, seed ${this.#seed}</p>`,
      ],
      main: [
        ...(this.#causes.list.length === 0
          ? []
          : [section('Could not run', this.#causes.list.map(causeArticle))]),
        ...(failed.length === 0 ? [] : [section('Failures', articles(failed))]),
        ...(flaky.length === 0 ? [] : [section('Flaky', articles(flaky))]),
        section('All tests', [
          filterField,
          ...[...groupBy(this.#results, ({ file }) => file)].map((file) =>
            fileDetails(file, anchors),
          ),
        ]),
      ],
      script: filterScript,
    });
  }
}

function countItems(end: Extract<RunEvent, { type: 'run-end' }>): string {
  const verdicts = Object.entries(end.counts).filter(([, count]) => count > 0);
  const items = verdicts.map(([verdict, count]) => {
    const { counted } = verdictEntries[verdict as Verdict];
    return `<li class="${kindOf(verdict as Verdict)}">${count} ${counted}</li>`;
  });
  const isPlain = end.fileErrors === 0 && !end.interrupted && items.length > 0;
  return isPlain ? items.join('') : `<li class="bad">${escapeMarkup(totalWords(end))}</li>`;
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
    `<p>Keeps from running:</p><ul>${causeNames(cause)
      .map((name) => `<li>${escapeMarkup(name)}</li>`)
      .join('')}</ul>`,
    '</article>',
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

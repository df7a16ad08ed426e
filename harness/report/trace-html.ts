import { classNames } from '../architecture/exception-class-name.ts';
import { pstateBits } from '../architecture/pstate.ts';
import { formatPlace } from '../diagnostics/place.ts';
import type { Finding } from '../judge/finding.ts';
import { shellLine } from '../run/shell.ts';
import { subjectName } from './finding-text.ts';
import { escapeMarkup } from './markup.ts';
import { renderPage } from './page.ts';
import type { ReporterOptions } from './reporter.ts';
import { differenceText, firstDifference } from './trace-difference.ts';
import type { ShownTrace, StepPlace } from './trace-page-data.ts';
import { pageData, stepAnchor, stepOfFinding } from './trace-page-data.ts';
import { tracePageScript } from './trace-page-script.ts';
import { tracePageStyle } from './trace-page-style.ts';
import { lineReader, traceText } from './trace-text.ts';

/**
 * The way of a call as a page: each instruction next to its source, registers and PSTATE as they change, where a value came
 * from. With two traces, their first difference is marked. Without scripts the page has the same as text. `readSource` as of
 * `traceText`.
 */
export function traceHtml(
  traces: readonly [ShownTrace, ...ShownTrace[]],
  readSource?: ReporterOptions['readSource'],
): string {
  const [first] = traces;
  const difference = firstDifference(traces);
  const lineOf = lineReader(readSource);
  const data = {
    traces: traces.map((trace, number) => pageData(trace, number, lineOf)),
    difference,
    bits: bitNames(),
    classes: classNumbers(),
  };
  return renderPage({
    title: first.test.id,
    lead: traces.flatMap((trace, number) => findingItems(trace, number, traces.length > 1)),
    main: [
      toolbar(traces, difference === undefined ? undefined : differenceText(difference)),
      '<div id="traces"></div>',
      ...traces.map(
        ({ name, test }) =>
          `<noscript><h2>${escapeMarkup(name)}</h2><pre tabindex="0">${escapeMarkup(traceText(test, false, readSource))}</pre></noscript>`,
      ),
      ...traces.flatMap((trace) => fixtureDetails(trace, traces.length > 1)),
      `<script type="application/json" id="data">${embedded(data)}</script>`,
    ],
    footer: [`<p>Seed ${first.test.seed}.</p>`],
    script: tracePageScript,
    style: tracePageStyle,
  });
}

function findingItems(trace: ShownTrace, number: number, several: boolean): string[] {
  return trace.findings.map((finding) => {
    const { code, message, subject, expected, found, by } = finding;
    const values = [
      ...(expected === undefined ? [] : [`expected ${expected}`]),
      ...(found === undefined ? [] : [`found ${found}`]),
    ].join(', ');
    const where =
      by === undefined
        ? ''
        : `, by ${stepLink(stepOfFinding(trace, number, finding), by.instruction)}${by.place === undefined ? '' : ` (${escapeMarkup(formatPlace(by.place))})`}`;
    const owner = several ? `${trace.name}: ` : '';
    return `<p><span class="mark bad">${escapeMarkup(`${owner}${code}`)}</span> ${escapeMarkup(`${message} (${subjectName(subject)}${values === '' ? '' : `: ${values}`})`)}${where}</p>`;
  });
}

function stepLink(place: StepPlace | undefined, text: string): string {
  const shown = escapeMarkup(text);
  return place === undefined
    ? `<code>${shown}</code>`
    : `<a href="#${stepAnchor(place)}"><code>${shown}</code></a>`;
}

/** Stays in sight: how to step, and what is wrong where. */
function toolbar(traces: readonly ShownTrace[], difference: string | undefined): string {
  const buttons = [
    ['back', 'k', 'previous instruction'],
    ['on', 'j', 'next instruction'],
    ['write-back', 'p', 'previous write'],
    ['write-on', 'n', 'next write'],
  ].map(
    ([action, key, text]) =>
      `<button data-step="${action}" aria-keyshortcuts="${key}">${text} <kbd>${key}</kbd></button>`,
  );
  const pinned = traces.flatMap((trace, number) =>
    trace.findings.flatMap((finding: Finding) => {
      const place = stepOfFinding(trace, number, finding);
      return place === undefined
        ? []
        : [
            `<a class="mark bad" href="#${stepAnchor(place)}">${escapeMarkup(finding.code)}, step ${place.step + 1}</a>`,
          ];
    }),
  );
  return [
    '<div class="bar" id="bar" hidden role="region" aria-label="Steps">',
    ...pinned,
    ...(difference === undefined
      ? []
      : [
          `<button data-step="difference" aria-keyshortcuts="d" class="differs">${escapeMarkup(difference)} <kbd>d</kbd></button>`,
        ]),
    ...buttons,
    '<span class="faint">Click a register to see where its value came from.</span>',
    '</div>',
    ...(difference === undefined
      ? []
      : [`<noscript><p class="bad">${escapeMarkup(difference)}</p></noscript>`]),
  ].join('\n');
}

function fixtureDetails({ name, fixture }: ShownTrace, several: boolean): string[] {
  if (fixture === undefined) {
    return [];
  }
  const title = several ? `The test as a fixture, on ${name}` : 'The test as a fixture';
  const command = shellLine(['hcall', 'run', 'copy.yaml', ...fixture.repeat]);
  return [
    `<details class="fixture"><summary>${escapeMarkup(title)}</summary>`,
    `<p>Saved as copy.yaml in the folder of the trace, it makes the same call: <code>${escapeMarkup(command)}</code></p>`,
    '<p><button data-copy hidden>copy as fixture</button> <span role="status"></span></p>',
    `<pre tabindex="0" class="copied">${escapeMarkup(fixture.text)}</pre>`,
    '</details>',
  ];
}

/** Of PSTATE, from the highest bit on. */
function bitNames(): [string, number][] {
  return Object.entries(pstateBits).map(([name, bit]) => [name, bit.toString(2).length - 1]);
}

/** The names of exception classes by ESR_ELx.EC. */
function classNumbers(): Readonly<Record<number, string>> {
  return Object.fromEntries(classNames());
}

/** JSON inside of a script element: no text of it can end the element. */
function embedded(data: object): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}

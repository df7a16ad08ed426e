import { formatPlace } from '../diagnostics/place.ts';
import { createPalette } from '../diagnostics/palette.ts';
import type { Finding, Location } from '../judge/finding.ts';
import type { TestResult } from '../run/event.ts';
import { exceptionFacts } from './exception-text.ts';
import { subjectName } from './finding-text.ts';
import { escapeMarkup } from './markup.ts';
import { scrollingTable } from './page.ts';
import type { ReporterOptions } from './reporter.ts';
import { sourceExcerpt } from './source-excerpt.ts';
import { passedAgainstExpectation, verdictEntries } from './verdict.ts';

type ReadSource = ReporterOptions['readSource'];

/** A test that did not simply pass: its findings with their values and sources, and how to trace it. */
export function resultArticle(result: TestResult, anchor: string, readSource: ReadSource): string {
  const { id, verdict, place, findings, outcome, clobbered, trace, reason = '' } = result;
  const isFlaky = verdict === 'flaky';
  const said = verdict === 'xpass' ? passedAgainstExpectation(reason) : reason;
  const facts = [
    ...(outcome === undefined ? [] : [`outcome: ${outcome}`]),
    ...exceptionFacts(result),
    ...(clobbered.length === 0 ? [] : [`clobbered: ${clobbered.join(', ')}`]),
  ];
  return [
    `<article id="${anchor}"${isFlaky ? ' class="warn"' : ''}>`,
    `<h3><span class="mark ${isFlaky ? 'warn' : 'bad'}">${verdictEntries[verdict].mark}</span> <a class="row" href="#${anchor}">${escapeMarkup(id)}</a></h3>`,
    `<p class="faint code">${escapeMarkup(formatPlace(place))}</p>`,
    ...(said === '' ? [] : [`<p>${escapeMarkup(said)}</p>`]),
    ...findings.map((finding) => findingHtml(finding, readSource)),
    ...facts.map((fact) => `<p class="faint">${escapeMarkup(fact)}</p>`),
    ...(trace === undefined ? [] : [`<pre tabindex="0">${escapeMarkup(trace)}</pre>`]),
    '</article>',
  ].join('\n');
}

function findingHtml(finding: Finding, readSource: ReadSource): string {
  const { code, message, step, by } = finding;
  const where = step === undefined ? '' : `step ${step}: `;
  return [
    `<p><strong class="bad">${escapeMarkup(code)}</strong>: ${escapeMarkup(`${where}${message}`)}</p>`,
    ...valueTable(finding),
    ...(by === undefined ? [] : [blame(by, readSource)]),
  ].join('\n');
}

/** What it is about, with the values that were expected and found, a row for each. */
function valueTable({ subject, expected, found, before, parts = [] }: Finding): string[] {
  const own =
    expected === undefined && found === undefined && before === undefined
      ? []
      : [[subjectName(subject), expected, found, before]];
  const rows = [...own, ...parts.map((part) => [part.name, part.expected, part.found, undefined])];
  if (rows.length === 0) {
    return [];
  }
  const isBeforeKnown = before !== undefined;
  return [
    scrollingTable(
      'Values',
      ['what', 'expected', 'found', ...(isBeforeKnown ? ['before'] : [])],
      rows.map((cells) => {
        const shown = cells.slice(0, isBeforeKnown ? 4 : 3);
        const kinds = ['', ' class="good"', ' class="bad"', ''];
        return `<tr>${shown.map((cell = '', index) => `<td${kinds[index]}>${escapeMarkup(cell)}</td>`).join('')}</tr>`;
      }),
      'code',
    ),
  ];
}

function blame(by: Location, readSource: ReadSource): string {
  const where = by.symbol === undefined ? by.address : `${by.symbol} (${by.address})`;
  const place = by.place === undefined ? '' : `, ${formatPlace(by.place)}`;
  const excerpt =
    by.place === undefined
      ? []
      : sourceExcerpt(by.place, readSource?.(by.place.file), by.text, createPalette(false));
  return [
    `<p>by <code>${escapeMarkup(by.instruction)}</code> at ${escapeMarkup(`${where}${place}`)}</p>`,
    ...(excerpt.length === 0
      ? []
      : [`<pre tabindex="0">${escapeMarkup(excerpt.join('\n'))}</pre>`]),
  ].join('\n');
}

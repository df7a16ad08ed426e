import { formatPlace } from '../diagnostics/place.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Note, RunEvent, TestResult } from '../run/event.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';
import type { Cause } from './causes.ts';
import { Causes, firstNames } from './causes.ts';
import { engineCheckLines, engineCheckTotals } from './engine-check-totals.ts';
import type { FailureGroup } from './failure-groups.ts';
import { failureGroups } from './failure-groups.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { diagnosticLines, resultParagraphs } from './result-text.ts';
import { countWords, totalWords, verdictEntries } from './verdict.ts';

/** Places of notes printed at the end; the JSON report has all. */
const placesShown = 12;

/** Columns of the longest mark, and of what stands below it. */
const markWidth = Math.max(...Object.values(verdictEntries).map(({ mark }) => mark.length));
const indent = ' '.repeat(markWidth + 4);

/** Tests in a row that passed and differ only in their row: one line. */
interface PassedRows {
  readonly file: string;
  readonly name: string;
  readonly findings: Set<string>;
  count: number;
}

/** The report for a person: tests by file, findings as a difference with the source to blame, totals. */
export class SpecReporter implements Reporter {
  readonly #options: ReporterOptions;
  readonly #palette: Palette;
  readonly #failed: TestResult[] = [];
  readonly #causes = new Causes();
  /** Tests in a row that cannot run for a reason that is reported. */
  #same: { readonly file: string; count: number } | undefined;
  /** Places of each note, by its text. */
  readonly #notes = new Map<string, Set<string>>();
  /** What a second engine said of. */
  readonly #checked: TestResult[] = [];
  #endsBlank = true;
  #seed = 0;
  #file: string | undefined;
  #passed: PassedRows | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#palette = createPalette(options.colour);
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        this.#seed = event.seed;
        return;
      case 'test-start':
        return;
      case 'file-error':
        this.#handleFileError(event);
        return;
      case 'test-end':
        if (event.result.engineCheck !== undefined) {
          this.#checked.push(event.result);
        }
        this.#handleTest(event.result);
        return;
      case 'run-end':
        this.#handleEnd(event);
        return;
    }
  }

  #handleFileError({ file, diagnostics }: Extract<RunEvent, { type: 'file-error' }>): void {
    if (!this.#isNewCause(file, diagnostics)) {
      return;
    }
    this.#startFile(file);
    this.#line(`  ${this.#palette.red('ERROR'.padEnd(markWidth))}  this file has mistakes`);
    this.#paragraphs(
      diagnostics.map((diagnostic) => diagnosticLines(diagnostic, this.#options.colour)),
    );
  }

  #handleTest(result: TestResult): void {
    for (const note of result.notes) {
      this.#keep(note);
    }
    const passed = this.#passed;
    if (result.verdict === 'pass') {
      this.#flushSame();
      const name = withoutRow(result.name);
      if (passed === undefined || passed.file !== result.file || passed.name !== name) {
        this.#flushPassed();
        this.#passed = { file: result.file, name, findings: new Set(), count: 0 };
      }
      this.#addPassed(result);
      return;
    }
    if (result.diagnostics !== undefined && !this.#isNewCause(result.id, result.diagnostics)) {
      this.#addSame(result.file);
      return;
    }
    this.#startFile(result.file);
    const { mark, failure } = verdictEntries[result.verdict];
    const reason = result.reason === undefined ? '' : this.#palette.dim(`: ${result.reason}`);
    const colour = failure ? this.#palette.red : this.#palette.yellow;
    this.#line(`  ${colour(mark.padEnd(markWidth))}  ${result.name}${reason}`);
    if (failure) {
      if (result.diagnostics === undefined) {
        this.#failed.push(result);
      }
      this.#paragraphs(resultParagraphs(result, { ...this.#options, seed: this.#seed }));
    }
  }

  /** Whether this is the first that cannot run for these reasons; a cause is reported in full once. */
  #isNewCause(name: string, diagnostics: readonly Diagnostic[]): boolean {
    const cause = this.#causes.add(name, diagnostics);
    return cause.names.length === 1;
  }

  #addSame(file: string): void {
    if (this.#same?.file !== file) {
      this.#startFile(file);
      this.#same = { file, count: 0 };
    }
    this.#same.count += 1;
  }

  #flushSame(): void {
    if (this.#same !== undefined) {
      const { count } = this.#same;
      this.#same = undefined;
      const tests = count === 1 ? '1 more test' : `${count} more tests`;
      this.#line(
        `  ${this.#palette.red('ERROR'.padEnd(markWidth))}  ${tests}, for a reason that stands above`,
      );
    }
  }

  #addPassed(result: TestResult): void {
    const passed = this.#passed;
    if (passed === undefined) {
      return;
    }
    passed.count += 1;
    // A test passes with findings when it expects them: show what was found where.
    for (const { code, message, by } of result.findings) {
      const where = by?.place === undefined ? '' : ` (${formatPlace(by.place)})`;
      passed.findings.add(`${code}: ${message}${where}`);
    }
  }

  #flushPassed(): void {
    const passed = this.#passed;
    if (passed === undefined) {
      return;
    }
    this.#passed = undefined;
    this.#startFile(passed.file);
    const rows = passed.count > 1 ? this.#palette.dim(` (${passed.count} rows)`) : '';
    this.#line(`  ${this.#palette.green('ok'.padEnd(markWidth))}  ${passed.name}${rows}`);
    for (const finding of passed.findings) {
      this.#line(this.#palette.dim(`${indent}as expected, ${finding}`));
    }
  }

  #startFile(file: string): void {
    this.#flushSame();
    if (this.#passed !== undefined) {
      this.#flushPassed();
    }
    if (file !== this.#file) {
      this.#heading(file);
      this.#file = file;
    }
  }

  #keep({ code, message, place }: Note): void {
    const text = `${code}: ${message}`;
    const places = this.#notes.get(text) ?? new Set();
    this.#notes.set(text, places);
    if (place !== undefined) {
      places.add(formatPlace(place));
    }
  }

  #handleEnd(event: Extract<RunEvent, { type: 'run-end' }>): void {
    this.#flushPassed();
    this.#flushSame();
    this.#printNotes();
    const isBroken = this.#failed.length > 0 || this.#causes.list.length > 0;
    if (isBroken) {
      this.#heading('what failed');
      this.#causes.list.forEach((cause) => this.#cause(cause));
      failureGroups(this.#failed).forEach((group) => this.#group(group));
    }
    const totals = totalWords(event);
    const isEmpty = countWords(event.counts).length === 0;
    const failed = isBroken || event.interrupted || isEmpty;
    const colour = failed ? this.#palette.red : this.#palette.green;
    const seconds = (event.us / 1e6).toFixed(2);
    this.#separate();
    const check = engineCheckTotals(this.#checked);
    (check === undefined ? [] : engineCheckLines(check)).forEach((line) => this.#line(line));
    this.#line(`${colour(totals)} ${this.#palette.dim(`(${seconds} s, seed ${this.#seed})`)}`);
  }

  #cause({ names, diagnostics }: Cause): void {
    const [first] = diagnostics;
    const where = first?.place === undefined ? '' : `${formatPlace(first.place)}: `;
    this.#failures(names, `could not run for one reason: ${where}${first?.message ?? ''}`);
  }

  #group({ title, results }: FailureGroup): void {
    this.#failures(
      results.map(({ id }) => id),
      `failed in one way: ${title}`,
    );
  }

  /** One by its name, several as one with what they share. */
  #failures(names: readonly string[], what: string): void {
    const { red } = this.#palette;
    if (names.length === 1) {
      this.#line(`  ${red(names[0] ?? '')}`);
      return;
    }
    this.#line(`  ${red(`${names.length} ${what}`)}`);
    firstNames(names).forEach((line) => this.#line(`    ${line}`));
  }

  #printNotes(): void {
    if (this.#notes.size === 0) {
      return;
    }
    this.#heading('notes');
    let room = placesShown;
    for (const [text, places] of this.#notes) {
      this.#line(`  ${text}`);
      for (const place of [...places].slice(0, room)) {
        this.#line(this.#palette.dim(`    --> ${place}`));
      }
      const more = places.size - room;
      if (more > 0) {
        this.#line(this.#palette.dim(`    and ${more} more places: --reporter json has all`));
      }
      room = Math.max(0, room - places.size);
    }
  }

  /** Indented, with an empty line between them and after the last. */
  #paragraphs(paragraphs: readonly (readonly string[])[]): void {
    for (const lines of paragraphs) {
      for (const line of lines) {
        this.#line(line === '' ? '' : `${indent}${line}`);
      }
      this.#line('');
    }
  }

  #heading(text: string): void {
    this.#separate();
    this.#line(this.#palette.bold(text));
  }

  /** One empty line, unless there is one, or nothing. */
  #separate(): void {
    if (!this.#endsBlank) {
      this.#line('');
    }
  }

  #line(text: string): void {
    this.#options.write(`${text}\n`);
    this.#endsBlank = text === '';
  }
}

/** The name that the rows of a `for:` share: without the row's values in brackets. */
function withoutRow(name: string): string {
  return name.replace(/ \[[^\]]*=[^\]]*\]$/, '');
}

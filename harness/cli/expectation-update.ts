import { isDeepStrictEqual } from 'node:util';
import { formatPatch, structuredPatch } from 'diff';
import { SourceText } from '../abi/document/source.ts';
import { AbiLibrary } from '../abi/library.ts';
import { groupBy } from '../collections/group-by.ts';
import { createPalette } from '../diagnostics/palette.ts';
import type { LoadedFixture } from '../fixture/load.ts';
import { loadFixture, parseFixture } from '../fixture/load.ts';
import type { Rewriting, Rewritten } from '../fixture/rewrite.ts';
import { rewrite } from '../fixture/rewrite.ts';
import type { Test } from '../fixture/test.ts';
import type { CorrectedPart, Corrections } from '../run/correction.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import type { RunOptions } from '../run/run.ts';
import { isFailure } from '../run/verdict.ts';
import type { Context } from './context.ts';

/** A test whose expectations say something else now, and what it is called since: a row is named by its values. */
export interface UpdatedTest {
  readonly before: string;
  readonly after: string;
}

/** A test that fails as before, and why no new expectation is written. */
interface LeftTest {
  readonly id: string;
  readonly reason: string;
}

/** Follows a run, and then writes into its fixtures what the tests that failed would have to expect. */
export class ExpectationUpdate {
  readonly #abis: AbiLibrary;
  readonly #context: Pick<Context, 'outputs' | 'stderr'>;
  readonly #failed: TestResult[] = [];
  /** By the test's id. */
  readonly #corrections = new Map<string, { readonly test: Test; readonly found: Corrections }>();
  readonly #updated: UpdatedTest[] = [];
  readonly #left: LeftTest[] = [];
  #isInterrupted = false;

  constructor(
    { abiFolders }: Pick<RunOptions, 'abiFolders'>,
    context: Pick<Context, 'outputs' | 'stderr'>,
  ) {
    this.#abis = new AbiLibrary(abiFolders);
    this.#context = context;
  }

  readonly onCorrections = (test: Test, found: Corrections): void => {
    this.#corrections.set(test.id, { test, found });
  };

  handle(event: RunEvent): void {
    if (event.type === 'test-end' && isFailure(event.result.verdict)) {
      this.#failed.push(event.result);
    } else if (event.type === 'run-end') {
      this.#isInterrupted = event.interrupted;
    }
  }

  /** Writes each fixture whole or not at all, and shows what is new. Throws `output-not-writable`. */
  async write(): Promise<readonly UpdatedTest[]> {
    const { stderr } = this.#context;
    if (this.#isInterrupted) {
      stderr.write('note: the run was interrupted, so that no expectation is rewritten\n');
      return [];
    }
    const wanted = this.#failed.flatMap((result) => this.#wanted(result));
    for (const [file, ofFile] of groupBy(wanted, ({ test }) => test.file)) {
      await this.#writeFile(file, ofFile);
    }
    if (this.#left.length > 0) {
      stderr.write('not rewritten:\n');
      this.#left.forEach(({ id, reason }) => stderr.write(`  ${id}\n    ${reason}\n`));
    }
    return this.#updated;
  }

  /** What a failed test would have to expect; nothing, where that is no help, with the reason. */
  #wanted(result: TestResult): Rewriting[] {
    const { id, verdict } = result;
    const { test, found } = this.#corrections.get(id) ?? {};
    if (verdict !== 'fail' || test === undefined || found === undefined) {
      this.#left.push({ id, reason: reasonOf(result) });
      return [];
    }
    if (found.kind === 'refused') {
      this.#left.push({ id, reason: found.reason });
      return [];
    }
    return found.corrections.map(({ step, part, to }) => ({
      test,
      step,
      part: partName(part),
      to,
    }));
  }

  async #writeFile(file: string, wanted: readonly Rewriting[]): Promise<void> {
    const { outputs, stderr } = this.#context;
    const before = loadFixture(file, { abis: this.#abis });
    const refuse = (reason: string): void => {
      const tests = new Set(wanted.map(({ test }) => test.id));
      this.#left.push(...[...tests].map((id) => ({ id, reason })));
    };
    const now = currentTests(before, wanted);
    if (typeof now === 'string') {
      refuse(now);
      return;
    }
    const source = SourceText.read(file);
    const rewritten = rewrite(source, before.fixture.tests, now);
    this.#left.push(...rewritten.refused.map(({ test, reason }) => ({ id: test.id, reason })));
    if (rewritten.edits === 0) {
      return;
    }
    const after = parseFixture(new SourceText(file, rewritten.text), { abis: this.#abis });
    const [mistake] = after.diagnostics;
    if (mistake !== undefined || after.fixture.tests.length !== before.fixture.tests.length) {
      refuse(`the fixture would have a mistake: ${mistake?.message ?? 'a test would be missing'}`);
      return;
    }
    await outputs.replace(rewritten.text, file);
    this.#addUpdated(rewritten, before, after);
    stderr.write(patch(file, source.text, rewritten.text, stderr.colour));
  }

  #addUpdated(
    { tests }: Rewritten,
    { fixture: before }: LoadedFixture,
    { fixture: after }: LoadedFixture,
  ): void {
    const updated = new Set(tests);
    for (const [index, test] of before.tests.entries()) {
      if (updated.has(test)) {
        this.#updated.push({ before: test.id, after: after.tests[index]?.id ?? test.id });
      }
    }
  }
}

/** The same rewritings of the tests as they are in the file now; a reason, where they are no longer those that ran. */
function currentTests(
  { fixture, diagnostics }: LoadedFixture,
  wanted: readonly Rewriting[],
): Rewriting[] | string {
  if (diagnostics.length > 0) {
    return 'its file has mistakes: correct them first';
  }
  const byId = new Map(fixture.tests.map((test) => [test.id, test]));
  const now = wanted.flatMap((one) => {
    const test = byId.get(one.test.id);
    return test !== undefined && isDeepStrictEqual(test.steps, one.test.steps)
      ? [{ ...one, test }]
      : [];
  });
  return now.length === wanted.length ? now : 'its file was changed while it ran: run again';
}

function partName(part: CorrectedPart): string {
  switch (part.kind) {
    case 'register':
      return part.register;
    case 'memory':
      return `memory ${part.index}`;
    case 'outcome':
    case 'at':
    case 'returns':
    case 'events':
    case 'findings':
      return part.kind;
  }
}

/** Why a test that failed without corrections is left as it is. */
function reasonOf({ verdict, findings, diagnostics, reason = '' }: TestResult): string {
  if (verdict === 'xpass') {
    return "it passes, though it is marked as one that fails: take 'xfail' away";
  }
  const [finding] = findings;
  const what =
    finding === undefined
      ? (diagnostics?.[0]?.message ?? reason)
      : `${finding.code}: ${finding.message}`;
  return verdict === 'fail' ? what : `${verdict}: ${what}`;
}

/** The unified diff of a file. */
function patch(file: string, before: string, after: string, colour: boolean): string {
  const palette = createPalette(colour);
  const text = formatPatch(
    structuredPatch(file, file, before, after, undefined, undefined, { context: 2 }),
  );
  const lines = text
    .split('\n')
    .filter((line) => !/^(?:Index: |={3,}$)/.test(line))
    .map((line) =>
      line.startsWith('+') ? palette.green(line) : line.startsWith('-') ? palette.red(line) : line,
    );
  return `${lines.join('\n').trimEnd()}\n`;
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AbiLibrary } from '../../abi/library.ts';
import { bundledAbiFolder } from '../../installation.ts';
import { given } from '../../collections/given.ts';
import type { Test } from '../../fixture/test.ts';
import type { TestResult } from '../../run/event.ts';
import { runTest } from '../../run/run-test.ts';
import { select } from '../../run/select.ts';
import type { Tools } from '../../run/tools.ts';
import { openTools } from '../../run/tools.ts';
import type { TracedTest } from '../../run/trace-test.ts';
import { traceTest } from '../../run/trace-test.ts';
import type { ForeignVectors } from '../../run/written-vectors.ts';

/** ABIs, sources and fixtures in a folder of their own, and what runs them in this process. */
export class TemporaryTests {
  readonly folder = mkdtempSync(join(tmpdir(), 'hcall-tests-'));
  readonly #tools: Tools;

  private constructor(tools: Tools) {
    this.#tools = tools;
  }

  static async open(includes: readonly string[] = []): Promise<TemporaryTests> {
    return new TemporaryTests(await openTools({ seed: 1, includes, defines: [] }));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  /** Runs a fixture, on other vectors if any are given. */
  run(fixture: string, vectors?: ForeignVectors): TestResult[] {
    return this.#read(fixture, vectors).map((test) => runTest(test, this.#tools, () => 0));
  }

  /** Traces the tests of a fixture. */
  trace(fixture: string): TracedTest[] {
    const { builder, execute } = this.#tools;
    return this.#read(fixture).map((test) => traceTest(builder.session(test), test, execute));
  }

  #read(fixture: string, vectors?: ForeignVectors): readonly Test[] {
    this.write('fixture.yaml', fixture);
    const abis = new AbiLibrary([this.folder, bundledAbiFolder]);
    const selection = { paths: ['fixture.yaml'], cwd: this.folder, ...given({ vectors }) };
    const { tests, errors } = select(selection, abis);
    if (errors.length > 0) {
      throw new Error(JSON.stringify(errors));
    }
    return tests;
  }

  close(): void {
    this.#tools.builder.close();
    rmSync(this.folder, { recursive: true });
  }
}

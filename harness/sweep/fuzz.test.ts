import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledAbiFolder } from '../installation.ts';
import type { Tools } from '../run/tools.ts';
import { openTools } from '../run/tools.ts';
import { CallSeries } from './call-series.ts';
import { describeEffect } from './behaviour.ts';
import { findCaller } from '../calls/caller.ts';
import { Classifier } from './classifier.ts';
import type { Effect } from './effect.ts';
import { effectTest } from './effect.ts';
import type { Situation } from '../calls/prober.ts';
import { makeRow } from './row.ts';
import { resolveVectors } from '../run/vectors.ts';
import type { OpenTable } from './service.ts';
import { openProber } from './service.ts';

/** A stub that does something with the syndrome, or with what is left of it. Ends, whatever the numbers are. */
class RandomStub {
  #state: number;
  #labels = 0;

  constructor(seed: number) {
    this.#state = seed;
  }

  text(): string {
    const blocks = this.#lines(1 + this.#below(2), () => this.#block());
    const clean = this.#pick('mov x17, #0\n\tmov x18, #0\n\tcmp x18, #0', 'nop');
    return `#include "stub-table.h"
LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
${blocks}
	${clean}
	eret
END_FUNCTION(el1_sync)
`;
  }

  #below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return (this.#state >>> 8) % limit;
  }

  #pick(...choices: readonly [string, ...string[]]): string {
    return choices[this.#below(choices.length)] as string;
  }

  #lines(count: number, line: () => string): string {
    return Array.from({ length: count }, line).join('\n');
  }

  #register(): string {
    return this.#pick('x18', 'x18', 'x18', 'x17', 'x17', 'x0', 'x19');
  }

  #number(): number {
    return 1 + this.#below(8);
  }

  #block(): string {
    this.#labels += 1;
    const label = `.L${this.#labels}`;
    const some = (): string => this.#lines(1 + this.#below(2), () => `\t${this.#instruction()}`);
    const skip = `\tcmp x18, #${this.#number()}\n\tb.${this.#condition()} ${label}`;
    switch (this.#below(6)) {
      case 0:
      case 1:
        return `${skip}\n${some()}\n${label}:`;
      case 2:
        // Twice the same way, with something else to do the second time.
        return `	mov x10, #1
${label}:
	mrs x18, esr_el2
	and x18, x18, #${this.#pick('7', '0xffff')}
	cmp x10, #2
	ccmp x18, #${this.#number()}, #0, eq
	csel x18, x10, xzr, eq
${some()}
	add x10, x10, #1
	cmp x10, #3
	b.ne ${label}
	mov x10, #0`;
      case 3:
        return `${skip}
	mov ${this.#pick('x18', 'x19', 'x20')}, #${this.#number()}
	mov ${this.#pick('x17', 'x18')}, #0
	cmp x0, #0
	blr x16
${label}:`;
      default:
        return some();
    }
  }

  #condition(): string {
    return this.#pick('lo', 'hs', 'eq', 'ne');
  }

  #instruction(): string {
    const registers = (): string => `${this.#register()}, ${this.#register()}`;
    const operation = this.#pick('orr', 'eor', 'add', 'bic', 'and');
    const slot = `[x9, #${8 * this.#below(4)}]`;
    const written = this.#pick('vttbr_el2', 'tpidr_el2', 'vbar_el2', 'far_el2');
    switch (this.#below(11)) {
      case 0:
        return `mrs ${this.#register()}, esr_el2`;
      case 1:
        return `and ${registers()}, #${this.#pick('3', '7', '0xf', '0xffff')}`;
      case 2:
        return `mov x17, #${this.#number()}\n\t${operation} x18, x18, x17`;
      case 3:
        return `${operation} ${registers()}, ${this.#register()}`;
      case 4:
        return `${this.#pick('add', 'sub')} ${registers()}, #${this.#number()}`;
      case 5:
        return `cmp ${this.#register()}, #${this.#number()}
	csel ${registers()}, ${this.#register()}, ${this.#condition()}`;
      case 6:
        return `mrs x9, tpidr_el2\n\tstr ${this.#register()}, ${slot}`;
      case 7:
        return `mrs x9, tpidr_el2\n\tldr ${this.#register()}, ${slot}`;
      case 8:
      case 9:
        return `msr ${written}, ${this.#register()}`;
      default:
        return `mov ${this.#register()}, #${this.#number()}`;
    }
  }
}

/** Without 0: a store of 0 changes nothing where 0 is already, and then it is no store. */
const range = { from: 1, to: 12 };
const immediates = Array.from({ length: 12 }, (_, index) => 1 + index);
const stubsPerSeed = 12;

describe('the row of a random stub', () => {
  let tools: Tools;
  let folder: string;

  beforeAll(async () => {
    tools = await openTools({ seed: 7, includes: [], defines: [] });
    folder = await mkdtemp(join(tmpdir(), 'hcall-fuzz-'));
  });

  afterAll(async () => {
    tools.builder.close();
    await rm(folder, { recursive: true });
  });

  const situation: Situation = { caller: findCaller('host'), given: new Map([['x0', 0x5555n]]) };

  async function tableOf(name: string, text: string): Promise<OpenTable> {
    // A builder reads each file once.
    await writeFile(join(folder, name), text);
    const set = resolveVectors({
      names: [name],
      abi: 'immediate',
      table: '__hyp_stub_vectors',
      cwd: folder,
      abiFolders: [bundledAbiFolder],
    });
    const [table] = set.tables;
    if (table === undefined) {
      throw new Error('no table');
    }
    return openProber(tools.builder, table, { seed: 7, budget: 2000 });
  }

  /** What each call is said to do. */
  function effects(
    { session, prober }: OpenTable,
    classifier: Classifier,
    backwards: boolean,
  ): readonly Effect[] {
    const batch = new CallSeries(prober, classifier, situation);
    const constants = [...session.constants].filter((number) => number < 0x1_0000n);
    const notable = constants.map(Number);
    const { runs } = makeRow(batch, { range, complete: true, notable, seed: 7, backwards });
    return immediates.map((immediate) => {
      const run = runs.find(({ from, to }) => from <= immediate && immediate <= to);
      return classifier.behaviours[run?.behaviour ?? -1] as Effect;
    });
  }

  // With these, mistakes that were made on purpose in how calls are told apart are found.
  test.each([8, 23, 25, 33, 36, 40, 41, 51])(
    'is true of every call, and the same in either order, with seed %i',
    async (seed) => {
      const stub = new RandomStub(seed);
      for (let index = 0; index < stubsPerSeed; index += 1) {
        const text = stub.text();
        const table = await tableOf(`${seed}-${index}.S`, text);
        const classifier = new Classifier(table.prober);
        const forwards = effects(table, classifier, false);
        const wrong = immediates.filter(
          (immediate, at) =>
            !effectTest(classifier.evidence(situation, immediate))(forwards[at] as Effect, false),
        );
        const backwards = effects(table, new Classifier(table.prober), true);
        expect({ text, wrong, effects: forwards.map(describeEffect) }).toEqual({
          text,
          wrong: [],
          effects: backwards.map(describeEffect),
        });
      }
    },
  );
});

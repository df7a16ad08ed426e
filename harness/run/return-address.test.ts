import { afterAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { AbiLibrary } from '../abi/library.ts';
import { loadFixture } from '../fixture/load.ts';
import { runTest } from './run-test.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';
import { traceTest } from './trace-test.ts';

const file = join(import.meta.dirname, '..', 'testing', 'run', 'return-address', 'fixture.yaml');
const { fixture, diagnostics } = loadFixture(file, { abis: new AbiLibrary([]) });

/** How the handlers return. */
const variants = {
  plain: [],
  next: ['ADVANCE=4'],
  half: ['ADVANCE=2'],
  back: ['ADVANCE=-4'],
  enable: ['ENABLE'],
  'enable, next': ['ENABLE', 'ADVANCE=4'],
} as const satisfies Record<string, readonly string[]>;
type Variant = keyof typeof variants;

const opened = await Promise.all(
  Object.entries(variants).map(async ([name, defines]): Promise<[string, Tools]> => [
    name,
    await openTools({ seed: 1, includes: [], defines }),
  ]),
);
const tools = new Map(opened);
afterAll(() => tools.forEach(({ builder }) => builder.close()));

const address = 'wrong-return-address';
/** For ever, or to neither of the two addresses. */
const outcome = 'wrong-outcome';

/** What is wrong with each test, by the handlers' way to return; '' for a test that passes. */
const rows: readonly (readonly [test: string, Readonly<Record<Variant, string>>])[] = [
  row('smc', '', address, outcome, outcome),
  row('smc next', address, '', outcome, outcome),
  row('smc again', '', address, outcome, outcome),
  row('abort', '', address, outcome, outcome),
  row('irq', '', address, outcome, outcome),
  // EL2 itself runs on from there: into a fault, and into what lies before the caller.
  row('irq of el2', '', address, address, outcome),
  // In A32 state bits 1:0 of the address are ignored: it returns to the same instruction, by another ELR_EL2.
  row('a32 irq', '', address, address, outcome),
  row('a32 next', address, '', address, outcome),
  row('t32 next, 16 bits', address, outcome, '', outcome),
  row('t32 next, 32 bits', address, '', outcome, outcome),
  row('real smc', outcome, address, outcome, outcome),
  row('real smc next', address, '', outcome, outcome),
  row('fp trap', outcome, `${address}, wrong-value`, outcome, outcome, ''),
  row('hvc', '', outcome, outcome, address),
  row('hvc next', '', outcome, outcome, address),
  row('hvc again', address, outcome, outcome, ''),
  row('svc of el0', '', outcome, outcome, address),
  row('exit', '', address, address, address),
  row('exit next', address, '', address, address),
  row('nothing', address, address, address, address),
];

/** Lifting the trap of FP/SIMD matters to one test alone. */
function row(
  name: string,
  plain: string,
  next: string,
  half: string,
  back: string,
  enable = plain,
): (typeof rows)[number] {
  return [name, { plain, next, half, back, enable, 'enable, next': next }];
}

function toolsOf(variant: string): Tools {
  const found = tools.get(variant);
  if (found === undefined) {
    throw new Error(`no variant '${variant}'`);
  }
  return found;
}

describe('where handlers return to', () => {
  test('is in the table for each test', () => {
    expect(diagnostics).toEqual([]);
    expect(fixture.tests.map(({ name }) => name)).toEqual(rows.map(([name]) => name));
  });

  test.each(rows)('%s', (name, expected) => {
    const own = fixture.tests.filter((each) => each.name === name);
    const found = Object.keys(variants).map((variant) => {
      const [result] = own.map((each) => runTest(each, toolsOf(variant), () => 0));
      return [variant, result?.findings.map(({ code }) => code).join(', ')];
    });
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test.each([
    ['smc', 'plain', ['again', 'executes the trapped instruction again']],
    ['smc', 'next', ['next', 'skips the trapped instruction']],
    ['irq', 'plain', ['again', undefined]],
    ['irq', 'next', ['next', 'skips the interrupted instruction']],
    ['fp trap', 'enable', ['again', 'executes the trapped instruction again']],
    ['hvc', 'plain', ['next', undefined]],
    ['hvc', 'back', ['again', 'makes the call again']],
    ['real smc', 'plain', [undefined, undefined]],
    ['nothing', 'plain', [undefined, undefined]],
  ])('a trace of %s, %s, says it', (name, variant, expected) => {
    const { builder, execute } = toolsOf(variant);
    const traces = fixture.tests
      .filter((each) => each.name === name)
      .flatMap((each) => traceTest(builder.session(each), each, execute).calls);
    expect(traces.map(({ returns, resumption }) => [returns, resumption])).toEqual([expected]);
  });

  test('is worth a note where a trap that was raised would trap again', () => {
    const noted = fixture.tests.filter((each) =>
      runTest(each, toolsOf('plain'), () => 0).notes.some(({ code }) => code === 'executes-again'),
    );
    expect(noted.map(({ name }) => name)).toEqual(['smc']);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AbiLibrary } from '../abi/library.ts';
import { SourceText } from '../abi/document/source.ts';
import { parseFixture } from '../fixture/load.ts';
import { bundledAbiFolder } from '../installation.ts';
import { runTest } from './run-test.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';

let tools: Tools;
beforeAll(async () => {
  tools = await openTools({ seed: 1, includes: [], defines: [] });
});
afterAll(() => tools.builder.close());

/** For each test of the fixture, `code line:column` of what is wrong with it, or its verdict. */
function verdicts(text: string): string[] {
  const abis = new AbiLibrary([bundledAbiFolder]);
  const { fixture, diagnostics } = parseFixture(new SourceText('a.yaml', text), { abis });
  expect(diagnostics).toEqual([]);
  return fixture.tests.map((testCase) => {
    const [problem] = runTest(testCase, tools, () => 0).diagnostics ?? [];
    const { code, place } = problem ?? {};
    return problem === undefined
      ? runTest(testCase, tools, () => 0).verdict
      : `${code} ${place?.line}:${place?.column}`;
  });
}

const get = 'operation: HVC_GET_VECTORS, expect: { x0: vbar_el2 }';
const call = 'operation: HVC_CALL_HYP, expect: { x0: 3 }';

describe('a stub', () => {
  test.each<[string, string, string[]]>([
    [
      'that nothing needs',
      `tests: [{ name: t, vectors: kvm, stubs: { typo: function }, ${get} }]`,
      ['unused-stub 2:43'],
    ],
    [
      'that the vector code refers to',
      `tests: [{ name: t, vectors: kvm, stubs: { __fpsimd_guest_restore: stop }, ${get} }]`,
      ['pass'],
    ],
    [
      'that the code of another table refers to',
      `tests: [{ name: t, vectors: stub, stubs: { __fpsimd_guest_restore: stop }, ${get} }]`,
      ['unused-stub 2:44'],
    ],
    [
      'whose value the vector code defines itself',
      `tests: [{ name: t, vectors: kvm, stubs: { el1_sync: { value: 5 } }, ${get} }]`,
      ['stub-misfit 2:43'],
    ],
    [
      'that takes the place of a function of the code',
      `tests: [{ name: t, vectors: stub, stubs: { __hyp_get_vectors: stop }, ${get} }]`,
      ['pass'],
    ],
    [
      'of a test, that one of its rows names',
      `tests:\n  - name: t\n    vectors: kvm\n    for: { fn: [link(f), link(g)] }\n    stubs: { f: { returns: 3 }, g: { returns: 3 } }\n    operation: HVC_CALL_HYP\n    with: { function: for.fn }\n    expect: { x0: 3 }`,
      ['pass', 'pass'],
    ],
    [
      'that a routine calls on this table alone',
      `tests: [{ name: t, vectors: kvm, stubs: { hyp_function: { returns: 3 } }, routine: __hyp_set_vectors, expect: { x0: 3 } }]`,
      ['pass'],
    ],
    [
      'that a value names',
      `tests: [{ name: t, vectors: stub, stubs: { mine: stop }, given: { x5: phys(mine) + 4 }, ${get} }]`,
      ['pass'],
    ],
    [
      'that is the function of a call',
      `tests: [{ name: t, vectors: kvm, stubs: { hyp_function: { returns: 3 } }, ${call} }]`,
      ['pass'],
    ],
    [
      'that is the function of no call',
      `tests: [{ name: t, vectors: kvm, stubs: { hyp_function: { returns: 3 } }, ${get} }]`,
      ['unused-stub 2:43'],
    ],
    [
      'of the file, that one of its tests names',
      `stubs: { hyp_function: { returns: 3 } }\ntests:\n  - { name: t, vectors: stub, ${get} }\n  - { name: u, vectors: kvm, ${call} }`,
      ['pass', 'pass'],
    ],
    [
      'of the file, that one of its tables refers to',
      `stubs: { __fpsimd_guest_restore: stop }\ntests:\n  - { name: t, vectors: stub, ${get} }\n  - { name: u, vectors: kvm, ${get} }`,
      ['pass', 'pass'],
    ],
    [
      'of the file, that none needs',
      `stubs: { typo: stop }\ntests:\n  - { name: t, vectors: stub, ${get} }\n  - { name: u, vectors: kvm, ${get} }`,
      ['unused-stub 2:10', 'unused-stub 2:10'],
    ],
  ])('%s', (_, text, expected) => {
    expect(verdicts(`abi: immediate\n${text}\n`)).toEqual(expected);
  });
});

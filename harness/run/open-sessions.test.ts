import { afterEach, expect, jest, test } from '@jest/globals';
import { SourceText } from '../abi/document/source.ts';
import { AbiLibrary } from '../abi/library.ts';
import { parseFixture } from '../fixture/load.ts';
import type { Test } from '../fixture/test.ts';
import { bundledAbiFolder } from '../installation.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';

/** The first test of a fixture on each of these vectors. */
function testsOn(names: readonly string[]): Test[] {
  const abis = new AbiLibrary([bundledAbiFolder]);
  return names.flatMap((vectors) => {
    const text = `{ abi: immediate, vectors: ${vectors}, tests: [{ name: a, hvc: 1, expect: {} }] }`;
    return parseFixture(new SourceText(`${vectors}.yaml`, text), { abis }).fixture.tests;
  });
}

let tools: Tools | undefined;
afterEach(() => tools?.builder.close());

test('beyond the limit the session that was asked for longest ago is closed', async () => {
  tools = await openTools({ seed: 1, includes: [], defines: [], mostSessions: 2 });
  const [stub, kvm, boot] = testsOn(['stub', 'kvm', 'boot']) as [Test, Test, Test];
  const { builder } = tools;
  const first = builder.session(stub);
  const second = builder.session(kvm);
  const closings = [first, second].map((session) => jest.spyOn(session, 'close'));
  expect(builder.session(stub)).toBe(first);
  builder.session(boot);
  expect(closings.map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
  expect(builder.session(stub)).toBe(first);
  expect(builder.session(kvm)).not.toBe(second);
});

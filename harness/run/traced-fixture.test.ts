import { afterEach, expect, test } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledAbiFolder } from '../installation.ts';
import type { ForeignVectors } from './written-vectors.ts';
import type { TraceOptions } from './trace.ts';
import { trace, traceWithFixture } from './trace.ts';

const cwd = join(import.meta.dirname, '../..');
/** Where a user would save it, next to what its paths are relative to. */
const copy = 'copy-of-a-trace.yaml';

afterEach(() => rmSync(join(cwd, copy), { force: true }));

function options(path: string, name: string, vectors?: ForeignVectors): TraceOptions {
  return {
    seed: 3,
    cwd,
    abiFolders: [bundledAbiFolder],
    includes: [],
    defines: [],
    path,
    namePattern: new RegExp(name),
    ...(vectors === undefined ? {} : { vectors }),
  };
}

test.each<[string, string, string, ForeignVectors?]>([
  ['no rows', 'fixtures/immediate/stub.yaml', 'HVC_GET_VECTORS returns VBAR_EL2'],
  ['a row of a product', 'fixtures/immediate/stub.yaml', 'installs .*base=0x800'],
  ['a row of a list', 'fixtures/slots/slots.yaml', 'slot=lower-a32/serror, number'],
  ['vectors of the test', 'fixtures/x0/callers.yaml', "returns KVM's VBAR_EL2"],
  ['vectors in a file, and an ABI in a folder', 'fixtures/reentrant/entry.yaml', ''],
  ['stubs with code', 'fixtures/c-handler/handler.yaml', ''],
  ['regions and memory', 'fixtures/contexts/worlds.yaml', ''],
  [
    'vectors of a command line',
    'fixtures/immediate/stub.yaml',
    'HVC_GET_VECTORS returns VBAR_EL2',
    { files: [join(cwd, 'fixtures/broken/wrong-return-address.S')] },
  ],
])('the fixture of a trace makes the same call: %s', async (_, path, name, vectors) => {
  const { result, fixture = '' } = await traceWithFixture(options(path, name, vectors));
  writeFileSync(join(cwd, copy), fixture);
  const again = await trace(options(copy, ''));
  expect(again.calls).toEqual(result.calls);
  expect(again.others).toBe(0);
});

test('a test in an assembly source has none: its code is a part of it', async () => {
  const { fixture } = await traceWithFixture(options('fixtures/worlds/yield/round-trip.S', ''));
  expect(fixture).toBeUndefined();
});

test('a stub that the test alone has no use for is left out', async () => {
  const { fixture } = await traceWithFixture(
    options('fixtures/x0/callers.yaml', '__hyp_get_vectors returns the stub'),
  );
  expect(fixture).not.toContain('stubs:');
});

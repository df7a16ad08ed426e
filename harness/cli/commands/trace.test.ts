import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../../testing/cli/command-line-fixture.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures');

/** Where the trace is made, and the copy saved. */
const folder = mkdtempSync(join(tmpdir(), 'hcall-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hcall = (command: string, ...args: readonly string[]) =>
  commandIn(folder, [command, ...args, '--in-process']);

/** The fixture on a page of a trace. */
function fixtureOn(page: string): string | undefined {
  const text = /<pre tabindex="0" class="copied">(.*?)<\/pre>/s.exec(page)?.[1];
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text?.replaceAll(/&(\w+);/g, (_, name: string) => entities[name] ?? '');
}

async function callsOf(...args: readonly string[]): Promise<unknown> {
  const { out } = await hcall('trace', ...args, '--format', 'json');
  return (JSON.parse(out) as { calls: unknown }).calls;
}

const lost = ['--vectors', join(fixtures, 'broken/wrong-return-address.S')];

test.each<[string, string, string[], number]>([
  ['no rows', 'immediate/stub.yaml', ['-t', 'HVC_GET_VECTORS returns VBAR_EL2'], 0],
  ['a row of a product', 'immediate/stub.yaml', ['-t', '[base=0x800]'], 0],
  ['a row of a list', 'slots/slots.yaml', ['-t', 'slot=lower-a32/serror, number'], 0],
  ['vectors of the test', 'x0/callers.yaml', ['-t', "returns KVM's VBAR_EL2"], 0],
  ['an ABI in a folder', 'reentrant/entry.yaml', [], 0],
  ['stubs', 'c-handler/handler.yaml', [], 0],
  ['regions and memory', 'contexts/worlds.yaml', [], 0],
  // Each is traced from the memory that the one before left.
  ['several calls', 'x0/boot.yaml', ['-t', 'hands over'], 0],
  ['a source that is a fixture', 'worlds/yield/round-trip.S', ['-t', 'a routine goes on'], 0],
  ['a source, with stubs', 'worlds/yield/round-trip.S', ['-t', 'a stop is an end'], 0],
  // The finding is marked in the vectors of the test.
  ['a source, with other vectors', 'worlds/yield/round-trip.S', ['-t', 'comes from the other'], 0],
  ['a source with headers', 'broken/narrow-caller.S', [], 0],
  ['vectors of a command line', 'immediate/stub.yaml', ['-t', 'HVC_GET_VECTORS ret', ...lost], 1],
])(
  'hcall run takes the fixture of a trace, which makes the same call: %s',
  async (_, path, options, code) => {
    const traced = [join(fixtures, path), ...options];
    const { out } = await hcall('trace', ...traced, '--format', 'html');
    writeFileSync(join(folder, 'copy.yaml'), fixtureOn(out) ?? '');
    expect(await hcall('run', 'copy.yaml')).toMatchObject({ code, err: '' });
    expect(await callsOf('copy.yaml')).toEqual(await callsOf(...traced));
  },
);

const stubOf = (abi: string): string => join(fixtures, abi, 'stub.yaml');

test('the test of another ABI stands next to it', async () => {
  const chosen = ['-t', 'HVC_GET_VECTORS returns VBAR_EL2', '--against', stubOf('immediate')];
  const { out } = await hcall('trace', stubOf('x0'), ...chosen, '--format', 'html');
  expect(out).toContain('First difference: step 1, where another instruction executes.');
  expect(out.match(/class="copied"/g)).toHaveLength(2);
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../testing/cli/command-line-fixture.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-reporter-'));
  writeFileSync(
    join(folder, 'a.yaml'),
    'abi: immediate\nvectors: stub\ntests: [{ name: a, hvc: 1, expect: { x0: any, x17: any, x18: any } }]\n',
  );
  const modules = {
    'mine.mjs':
      'export default ({ write }) => ({ handle: ({ type, result }) => write(`${type} ${result?.verdict ?? ""}\\n`) });',
    'throws.mjs': 'export default () => ({ handle() { throw new Error("no paper"); } });',
    'empty.mjs': 'export const a = 1;',
    'wrong.mjs': 'export default () => 3;',
    'broken.mjs': 'export default (',
    'script.js': 'export default (',
  };
  for (const [name, text] of Object.entries(modules)) {
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const runWith = (reporter: string) =>
  commandIn(folder, ['run', 'a.yaml', '--in-process', '--reporter', reporter]);

test('a module reports the events of a run', async () => {
  expect(await runWith('./mine.mjs')).toEqual({
    code: 0,
    out: 'run-start \ntest-start \ntest-end pass\nrun-end \n',
    err: '',
  });
});

test('a module that Node may take for a script is to have another name', async () => {
  const { code, err } = await runWith('./script.js');
  expect([code, err]).toEqual([2, expect.stringContaining('is named script.mjs')]);
});

test.each([
  ['throws.mjs', 'no paper'],
  ['empty.mjs', 'its default export is no function'],
  ['wrong.mjs', 'what its default export returns has no method handle(event)'],
  ['broken.mjs', ''],
  ['./none.mjs', "there is no '"],
])('%s is an error of the user: %s', async (name, reason) => {
  const { code, out, err } = await runWith(name);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(`error: the reporter '${name}' cannot be used: ${reason}`);
  expect(err).not.toContain('    at ');
});

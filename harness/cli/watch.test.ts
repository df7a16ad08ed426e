import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Watcher } from './watch.ts';

let folder = '';
let watcher: Watcher;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'hcall-watch-'));
  fs.mkdirSync(at('fixtures/inner'), { recursive: true });
  fs.mkdirSync(at('elsewhere'));
  fs.writeFileSync(at('fixtures/inner/a.yaml'), 'a');
  fs.writeFileSync(at('elsewhere/b.h'), 'b');
  fs.symlinkSync('../elsewhere/b.h', at('fixtures/link.h'));
  watcher = new Watcher();
});
afterEach(() => {
  watcher.close();
  fs.rmSync(folder, { recursive: true });
});

function at(path: string): string {
  return join(folder, path);
}

/** As editors, git and sed do it. */
function saveByRename(path: string, text: string): void {
  fs.writeFileSync(at('fresh'), text);
  fs.renameSync(at('fresh'), at(path));
}

function watch(): void {
  watcher.watch({
    folders: [at('fixtures')],
    files: [at('elsewhere/b.h'), at('absent/deep/c.h'), at('hcall.yaml')],
  });
}

function change(): Promise<boolean> {
  return watcher.change(new AbortController().signal);
}

const changes: [string, () => void][] = [
  ['a file written in place', () => fs.writeFileSync(at('fixtures/inner/a.yaml'), 'new')],
  ['a file saved by rename', () => saveByRename('fixtures/inner/a.yaml', 'b')],
  ['a file that is deleted', () => fs.rmSync(at('fixtures/inner/a.yaml'))],
  [
    'a file that is renamed',
    () => fs.renameSync(at('fixtures/inner/a.yaml'), at('fixtures/b.yaml')),
  ],
  ['a new file', () => fs.writeFileSync(at('fixtures/new.S'), '')],
  [
    'a new file in a new folder',
    () => {
      fs.mkdirSync(at('fixtures/new/newer'), { recursive: true });
      fs.writeFileSync(at('fixtures/new/newer/a.yaml'), '');
    },
  ],
  ['a folder that is removed', () => fs.rmSync(at('fixtures/inner'), { recursive: true })],
  ['all that is removed', () => fs.rmSync(at('fixtures'), { recursive: true })],
  ['a folder that is renamed', () => fs.renameSync(at('fixtures'), at('moved'))],
  ['a file elsewhere', () => saveByRename('elsewhere/b.h', 'c')],
  [
    'a file that was absent, with its folders',
    () => {
      fs.mkdirSync(at('absent/deep'), { recursive: true });
      fs.writeFileSync(at('absent/deep/c.h'), '');
    },
  ],
  ['a project file', () => fs.writeFileSync(at('hcall.yaml'), '')],
];

describe('notices', () => {
  test.each(changes)('%s', async (_name, act) => {
    watch();
    const noticed = change();
    act();
    expect(await noticed).toBe(true);
  });

  test.each(changes)('%s, before anybody waits', async (_name, act) => {
    watch();
    act();
    expect(await change()).toBe(true);
  });
});

test('notices again and again, whatever is saved, removed or put back', async () => {
  const steps: (() => void)[] = [
    () => saveByRename('fixtures/inner/a.yaml', 'b'),
    () => saveByRename('fixtures/inner/a.yaml', 'c'),
    () => fs.rmSync(at('fixtures'), { recursive: true }),
    () => fs.mkdirSync(at('fixtures/inner'), { recursive: true }),
    () => fs.writeFileSync(at('fixtures/inner/a.yaml'), 'd'),
    () => saveByRename('fixtures/inner/a.yaml', 'e'),
    () => fs.renameSync(at('fixtures'), at('moved')),
    () => fs.renameSync(at('moved'), at('fixtures')),
    () => saveByRename('fixtures/inner/a.yaml', 'f'),
    () => {
      // Another folder takes the place of one before anybody can look.
      fs.renameSync(at('fixtures'), at('away'));
      fs.cpSync(at('away'), at('fixtures'), { recursive: true });
    },
    () => fs.writeFileSync(at('fixtures/inner/a.yaml'), 'replaced'),
    () => saveByRename('elsewhere/b.h', 'g'),
    () => saveByRename('elsewhere/b.h', 'h'),
  ];
  for (const act of steps) {
    watch();
    const noticed = change();
    act();
    expect(await noticed).toBe(true);
  }
});

test('does not notice reports, nor files besides those that it watches', async () => {
  watch();
  const interruption = new AbortController();
  const noticed = watcher.change(interruption.signal);
  const others = [at('fixtures'), at('elsewhere')].map((path) => fs.watch(path));
  const heard = Promise.all(others.map((one) => once(one, 'change')));
  fs.writeFileSync(at('fixtures/report.xml'), '');
  fs.writeFileSync(at('elsewhere/d.h'), '');
  await heard;
  others.forEach((one) => one.close());
  interruption.abort();
  expect(await noticed).toBe(false);
});

test('gives up at once when it is interrupted', async () => {
  watch();
  const interruption = new AbortController();
  const noticed = watcher.change(interruption.signal);
  interruption.abort();
  expect(await noticed).toBe(false);
  expect(await watcher.change(interruption.signal)).toBe(false);
});

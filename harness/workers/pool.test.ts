import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { describeLoss } from './loss.ts';
import { Pool } from './pool.ts';

const folder = mkdtempSync(join(tmpdir(), 'hcall-pool-'));
const module = join(folder, 'worker.mjs');
/** The worker that waits for it opens its service when this file is there. */
const gate = join(folder, 'gate');
/** Written by a worker that got its request. */
const begun = join(folder, 'begun');

/** A worker whose requests are lists of actions; each that is not listed here is its own message. */
const worker = `
import { existsSync, writeFileSync } from 'node:fs';
import { HcallError, problem } from '${new URL('../../dist/diagnostics/diagnostic.js', import.meta.url).href}';
import { serve } from '${new URL('../../dist/workers/serve.js', import.meta.url).href}';
const actions = {
  pid: (send) => send(String(process.pid)),
  signal: () => process.kill(process.pid, 'SIGSEGV'),
  exit: () => process.exit(7),
  memory: () => { for (const all = []; ; ) all.push(new Array(1000).fill(all.length)); },
  endless: () => { writeFileSync('${begun}', ''); for (;;); },
  mistake: () => { throw problem('path-not-found', 'there is no such path'); },
  defect: () => { throw new TypeError('this is none of the guest'); },
  stray: () => new Promise(() => setImmediate(() => { throw new RangeError('thrown by nobody'); })),
};
serve(async (setting) => {
  while (setting === 'gate' && !existsSync('${gate}')) await new Promise(setImmediate);
  return {
    handle: async (request, send) => {
      for (const action of request) await (actions[action] ?? (() => send(setting + ' ' + action)))(send);
    },
    close: () => {},
  };
});
`;

type Request = readonly string[];

beforeAll(() => writeFileSync(module, worker));
beforeEach(() => {
  rmSync(gate, { force: true });
  rmSync(begun, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function openPool({ setting = 'open', jobs = 1 } = {}): Pool<string, Request, string> {
  return new Pool({ module, setting, jobs, timeout: 86_400_000, heapSize: 32 });
}

/** What is heard of the requests. What is lost goes on after the action under way, if `again`. */
async function hear(
  pool: Pool<string, Request, string>,
  requests: readonly Request[],
  again = false,
): Promise<string[]> {
  const heard: string[] = [];
  try {
    await pool.run(requests, {
      onMessage: (message, request) => heard.push(`${request.join()}: ${message}`),
      onLost: (loss, request) => {
        heard.push(`${request.join()}: ${loss.verdict}: ${describeLoss(loss)}`);
        const left = request.slice(1);
        return again && left.length > 0 ? left : undefined;
      },
      onDone: (request) => heard.push(`${request.join()}: done`),
    });
  } finally {
    pool.close();
  }
  return heard;
}

describe('a pool of processes', () => {
  test('gives the messages of each request, and its end', async () => {
    expect(await hear(openPool(), [['one', 'two'], ['three']])).toEqual([
      'one,two: open one',
      'one,two: open two',
      'one,two: done',
      'three: open three',
      'three: done',
    ]);
  });

  test.each([
    ['signal', /^signal: crash: the process that ran it was ended by SIGSEGV$/],
    ['exit', /^exit: crash: the process that ran it ended with exit code 7$/],
    ['memory', /^memory: crash: the process that ran it was ended by SIG\w+: FATAL ERROR: .*heap/],
  ])('loses the request that ends its process by %s, and no other', async (action, expected) => {
    expect(await hear(openPool(), [[action], ['next']])).toEqual([
      expect.stringMatching(expected),
      `${action}: done`,
      'next: open next',
      'next: done',
    ]);
  });

  test('gives what is left of a lost request to another process', async () => {
    expect(await hear(openPool(), [['exit', 'rest']], true)).toEqual([
      'exit,rest: crash: the process that ran it ended with exit code 7',
      'rest: open rest',
      'rest: done',
    ]);
  });

  test.each([
    [1, 1],
    [2, 2],
    [undefined, 3],
  ])('at most %p processes have three requests: %i', async (most, expected) => {
    const pool = openPool({ jobs: 3 });
    const requests = [['pid'], ['pid'], ['pid']];
    const heard = new Set<string>();
    const onMessage = (message: string): unknown => heard.add(message);
    await pool.run(requests, { onMessage, onLost: () => undefined }, most);
    pool.close();
    expect(heard.size).toBe(expected);
  });

  test('rejects with the mistake that no request can do without', async () => {
    const error = await hear(openPool({ jobs: 2 }), [['mistake'], ['one']]).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(HcallError);
    expect((error as HcallError).diagnostics).toEqual([
      { code: 'path-not-found', severity: 'error', message: 'there is no such path' },
    ]);
  });

  test('rejects when no process can start', async () => {
    const missing = join(folder, 'missing.mjs');
    const pool = new Pool<string, Request, string>({
      module: missing,
      setting: '',
      jobs: 2,
      timeout: 1,
    });
    await expect(hear(pool, [['one']])).rejects.toThrow(
      /^no worker process starts: the process that ran it ended with exit code 1[^]*Cannot find module/,
    );
  });

  test.each([
    ['a request', 'defect', 'TypeError: this is none of the guest'],
    ['nobody', 'stray', 'RangeError: thrown by nobody'],
  ])('rejects with a defect that %s throws, and its stack', async (_, action, message) => {
    const error = await hear(openPool(), [[action]]).catch((reason: unknown) => reason);
    expect((error as Error).stack).toMatch(new RegExp(`^${message}\\n    at .*worker\\.mjs`));
  });
});

describe('the deadline of a request', () => {
  const day = 86_400_000;
  const halfStart = 150_000;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance', 'Date'] });
  });
  afterAll(() => {
    jest.useRealTimers();
  });

  test('ends a request that sends nothing', async () => {
    const request = { ended: false };
    const heard = hear(openPool(), [['before', 'endless']]).finally(() => {
      request.ended = true;
    });
    while (!existsSync(begun)) {
      await new Promise(setImmediate);
    }
    // A message that is still on its way moves the deadline once more.
    while (!request.ended) {
      jest.advanceTimersByTime(day);
      await new Promise(setImmediate);
    }
    expect(await heard).toEqual([
      'before,endless: open before',
      'before,endless: timeout: no end after 86400 s',
      'before,endless: done',
    ]);
  });

  test('begins when the process is ready', async () => {
    const pool = new Pool<string, Request, string>({
      module,
      setting: 'gate',
      jobs: 1,
      timeout: 1,
    });
    const heard = hear(pool, [['one']]);
    jest.advanceTimersByTime(halfStart);
    writeFileSync(gate, '');
    expect(await heard).toEqual(['one: gate one', 'one: done']);
  });
});

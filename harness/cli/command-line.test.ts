import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import { exampleEvents, interruptedRun, emptyRun } from '../testing/report/example-events.ts';
import type { JsonReport } from '../report/json.ts';
import type { CallOptions } from '../run/call.ts';
import type { CallResult } from '../run/make-call.ts';
import type { RunEvent } from '../run/event.ts';
import type { RunOptions } from '../run/run.ts';
import type { TraceOptions } from '../run/trace.ts';
import type { CommandResult } from '../testing/cli/command-line-fixture.ts';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import type { Layers } from './layers.ts';
import type { Tool } from './tools.ts';
import { exampleHeader } from '../testing/report/example-header.ts';
import { packageVersion } from '../installation.ts';

let cwd = '';

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'hcall-command-line-'));
  mkdirSync(join(cwd, 'fixtures'));
});

afterEach(() => {
  rmSync(cwd, { recursive: true });
});

const callResult: CallResult = {
  ...exampleHeader('call'),
  outcome: 'returned',
  instructions: 4,
  conditions: [],
  changes: [],
  stores: [],
  events: [],
  fixture: 'abi: immediate\n',
};

const unreadable = Object.assign(new Error("EACCES: permission denied, open 'a.S'"), {
  code: 'EACCES',
  syscall: 'open',
  path: 'a.S',
});

interface Recorded {
  run?: RunOptions;
  trace?: TraceOptions;
  call?: CallOptions;
}

interface Behaviour {
  readonly events?: readonly RunEvent[];
  readonly tools?: readonly Tool[];
  /** What a run throws. */
  readonly failure?: Error;
}

/** Rooms below that record what they are asked for. */
function fakeLayers(
  recorded: Recorded = {},
  { events = interruptedRun, tools = [], failure }: Behaviour = {},
): Layers {
  const failIfAsked = (): void => {
    if (failure !== undefined) {
      throw failure;
    }
  };
  return {
    run: () =>
      Promise.resolve({
        run: (options: RunOptions, emit: (event: RunEvent) => void) => {
          recorded.run = options;
          failIfAsked();
          events.forEach((event) => emit(event));
          return Promise.resolve();
        },
      }),
    list: () => Promise.resolve({ list: () => ({ tests: [], errors: [] }) }),
    trace: () =>
      Promise.resolve({
        traceWithFixture: (options: TraceOptions) => {
          recorded.trace = options;
          const traced = { id: 'a > b', seed: options.seed, others: 0, calls: [] };
          const result = { ...exampleHeader('trace'), ...traced };
          return Promise.resolve({ result, fixture: undefined });
        },
      }),
    call: () =>
      Promise.resolve({
        call: (options: CallOptions) => {
          recorded.call = options;
          return Promise.resolve(callResult);
        },
      }),
    cover: () => Promise.reject(new Error('no test asks for coverage')),
    mutate: () => Promise.reject(new Error('no test asks for mutants')),
    prove: () => Promise.reject(new Error('no test asks for a proof')),
    tools: () => Promise.resolve(tools),
  };
}

function hcall(args: readonly string[], layers: Layers = fakeLayers()): Promise<CommandResult> {
  return commandIn(cwd, args, { layers });
}

describe('usage', () => {
  test.each([
    ['help on an unknown command', ['help', 'rnu'], "unknown command 'rnu'", "did you mean 'run'?"],
    ['an unknown command', ['rnu'], "unknown command 'rnu'", "did you mean 'run'?"],
    [
      'an unknown option',
      ['run', '--reprter', 'tap'],
      "unknown option '--reprter'",
      "did you mean '--reporter'?",
    ],
    [
      'a missing argument',
      ['trace'],
      "missing required argument 'fixture'",
      'see hcall trace --help',
    ],
    [
      'a missing option',
      ['call', 'immediate/stub'],
      "required option '--hvc <immediate>' not specified",
      'see hcall call --help',
    ],
    [
      'a register that is no option',
      ['call', 'immediate/stub', '--hvc', '1', '--sp_el2', '1'],
      "unknown option '--sp_el2'",
      '--set sp_el2=VALUE sets a register other than x0 to x30',
    ],
    [
      'a table to check that is not there',
      ['lint', 'a.S', '--table', 'my_tabel'],
      "the vector table 'my_tabel' is not in 'a.S'",
      "did you mean 'my_table'?",
    ],
    [
      'an unknown reporter',
      ['run', '--reporter', 'jnuit'],
      "the value of --reporter is not known: 'jnuit'",
      "did you mean 'junit'? A reporter of your own is a path: ./mine.js",
    ],
    [
      'a reporter without its folder',
      ['run', '--reporter', 'mine'],
      "the value of --reporter is not known: 'mine'",
      'known here: spec, tap, ktap, junit, json, sarif, html, github, blob; a reporter of your own is a path: ./mine.js',
    ],
    [
      'a fixture in place of code',
      ['mutate', 'mine.yaml'],
      "'mine.yaml' is a fixture, and no code to mutate",
      '--fixtures mine.yaml takes its tests',
    ],
    [
      'an unknown second engine',
      ['run', '--check-with', 'qmeu'],
      "the value of --check-with is not known: 'qmeu'",
      "did you mean 'qemu'?",
    ],
    [
      'a bad integer',
      ['run', '--seed', '0x'],
      "the value of --seed is not an integer: '0x' is not an integer",
      'write decimal',
    ],
    [
      'an immediate of 17 bits',
      ['call', 'a/b', '--hvc', '0x10000'],
      "expected 0 to 65535, found '0x10000'",
      '',
    ],
    [
      'a bad regular expression',
      ['run', '-t', '/(/'],
      'the value of --test-name is no regular expression',
      '',
    ],
    [
      'an unfinished choice of names',
      ['run', '-t', 'a and'],
      '--test-name:1:6: error: the value of --test-name is no expression: expected a text, found its end [bad-option-value]\n 1 | a and\n   |      ^\n',
      `--test-name '"a and"' searches for this text as it is`,
    ],
    [
      'a blank name',
      ['run', '-t', ' '],
      'the value of --test-name is empty',
      'a variable of the shell that is not set',
    ],
    [
      'an empty value',
      ['run', '-t', ''],
      'the value of -t is empty',
      'a variable of the shell that is not set',
    ],
    [
      'another empty value',
      ['run', '--output='],
      'the value of --output is empty',
      'a variable of the shell that is not set',
    ],
    [
      'a file as a folder of ABIs',
      ['run', 'fixtures', '--abi-folder', 'a.S'],
      "--abi-folder names no folder: 'a.S'",
      'it takes a folder that has folders of ABIs',
    ],
    [
      'a list of tests that is to be watched',
      ['run', 'fixtures', '--list', '--watch'],
      'the options --list and --watch exclude each other',
      '',
    ],
    [
      'an empty path',
      ['callers', 'a.S', ''],
      'argument 3 is empty',
      'a variable of the shell that is not set',
    ],
    [
      'an empty tag',
      ['run', '--tag', ' '],
      'the value of --tag is empty',
      'leave --tag out to take all tests',
    ],
    [
      'an unfinished choice of tags',
      ['run', '--tag', 'a or'],
      '--tag:1:5: error: the value of --tag is no expression',
      '',
    ],
    [
      'an output without a reporter',
      ['run', '--output', 'a'],
      "the option --output 'a' has no --reporter before it",
      'write --reporter NAME --output FILE',
    ],
    [
      'two reporters on one output',
      ['run', '--reporter', 'tap', '--reporter', 'spec'],
      'two outputs go to the standard output',
      'give each a file of its own',
    ],
    [
      'an unknown register',
      ['call', 'a/b', '--hvc', '1', '--set', 'vttb_el2=1'],
      "unknown register 'vttb_el2'",
      "did you mean 'vttbr_el2'?",
    ],
    [
      'a path that is not there',
      ['run', 'nowhere'],
      "no such file or folder: 'nowhere'",
      'paths are relative to the current folder',
    ],
    [
      'an unknown code',
      ['explain', 'bad-usege'],
      "unknown code 'bad-usege'",
      "did you mean 'bad-usage'?",
    ],
    [
      'the help of an unknown command',
      ['help', 'prov'],
      "unknown command 'prov'",
      "did you mean 'prove'?",
    ],
  ])('%s is reported with exit code 2', async (_, args, message, note) => {
    writeFileSync(join(cwd, 'a.S'), '.globl my_table\nmy_table:\n  nop\n');
    const { code, out, err } = await hcall(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain(note);
    expect(err).not.toContain('    at ');
  });

  test('prints help with examples and exit codes', async () => {
    const { code, out } = await hcall(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('hcall run fixtures/immediate -t');
    expect(out).toContain('70   a defect in hcall');
    expect([...out.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading)).toEqual([
      'Options',
      'Tests',
      'What calls do',
      'Code, without running it',
      'Results, and hcall itself',
      'Examples',
      'Exit codes, the first that applies',
    ]);
  });

  test('prints the same help as an error when there is no command', async () => {
    const { code, out, err } = await hcall([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe((await hcall(['--help'])).out);
  });

  test('shows options that many commands have below a heading of theirs', async () => {
    const { out } = await hcall(['help', 'prove']);
    const headings = [...out.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'Arguments',
      'Options',
      'ABIs, headers and macros',
      'How calls are made',
      "Code, in place of the ABI's own",
      'Processes',
      'Examples',
    ]);
  });

  test('prints its version', async () => {
    expect(await hcall(['--version'])).toEqual({ code: 0, out: '0.1.0\n', err: '' });
  });
});

describe('hcall run', () => {
  test('passes its options on', async () => {
    const recorded: Recorded = {};
    const args = [
      'fixtures',
      '-t',
      'x0 (1)',
      '--tag',
      'a',
      '--tag',
      'b',
      '--bail',
      '--seed',
      '0x10',
      '--budget',
      '500',
      '-I',
      'fixtures',
      '-DSMP=1',
    ];
    await hcall(['run', ...args], fakeLayers(recorded));
    expect(recorded.run).toMatchObject({
      paths: ['fixtures'],
      cwd,
      namePattern: /x0 \(1\)/,
      tags: ['a', 'b'],
      bail: true,
      seed: 16,
      budget: 500,
      includes: [join(cwd, 'fixtures')],
      defines: ['SMP=1'],
    });
  });

  test('takes ./fixtures and the same seed each time by itself', async () => {
    const recorded: Recorded = {};
    await hcall(['run'], fakeLayers(recorded));
    expect(recorded.run).toMatchObject({ paths: ['fixtures'], seed: 1, bail: false, tags: [] });
  });

  test('takes a random seed when asked', async () => {
    const recorded: Recorded = {};
    await hcall(['run', '--seed', 'random'], fakeLayers(recorded));
    expect(recorded.run).toMatchObject({ seed: 99 });
  });

  test.each([
    [['-D', 'A=1', '-U', 'A', '-D', 'B'], ['B'], ['A']],
    [['-U', 'A', '-D', 'A=1'], ['A=1'], []],
    [['-U', 'A', '-U', 'B', '-DA(x)=x'], ['A(x)=x'], ['B']],
  ])('of -D and -U the last counts: %j', async (args, defines, undefines) => {
    const recorded: Recorded = {};
    await hcall(['run', ...args], fakeLayers(recorded));
    expect(recorded.run).toMatchObject({ defines, undefines });
  });

  test.each([
    ['nowhere', "warning: -I names no folder: 'nowhere' [path-not-found]"],
    ['file.h', "warning: -I names no folder: 'file.h' [path-not-found]"],
  ])('warns of -I %s and goes on', async (path, expected) => {
    writeFileSync(join(cwd, 'file.h'), '');
    const recorded: Recorded = {};
    const { err } = await hcall(['run', '-I', path, '-I', path], fakeLayers(recorded));
    expect(err.split('\n').filter((line) => line.includes('-I names'))).toEqual([expected]);
    expect(recorded.run).toMatchObject({ includes: [join(cwd, path), join(cwd, path)] });
  });

  test('takes what the project file says, from a folder below it', async () => {
    const recorded: Recorded = {};
    mkdirSync(join(cwd, 'abi'));
    writeFileSync(join(cwd, 'hcall.yaml'), 'fixtures: [fixtures]\nabis: [abi]\ndefine: [SMP]\n');
    cwd = join(cwd, 'abi');
    await hcall(['run', '-D', 'SMP=2'], fakeLayers(recorded));
    cwd = join(cwd, '..');
    expect(recorded.run).toMatchObject({
      paths: ['../fixtures'],
      abiFolders: [join(cwd, 'abi'), expect.stringMatching(/asm$/)],
      defines: ['SMP', 'SMP=2'],
    });
  });

  test('takes a folder named like the project file for what it is', async () => {
    mkdirSync(join(cwd, 'hcall.yaml'));
    expect(await hcall(['run'], fakeLayers({}, { events: emptyRun }))).toMatchObject({ code: 4 });
  });

  test('says so when there are no fixtures', async () => {
    rmSync(join(cwd, 'fixtures'), { recursive: true });
    const { code, err } = await hcall(['run']);
    expect(code).toBe(2);
    expect(err).toContain('[no-fixtures]');
  });

  test('reports a defect in a test when all tests have their verdicts', async () => {
    const defect = { message: 'x is undefined', text: 'TypeError: x is undefined\n    at f' };
    const events = exampleEvents.map((event): RunEvent =>
      event.type === 'test-end' && event.result.verdict === 'fail'
        ? { type: 'test-end', result: { ...event.result, defect } }
        : event,
    );
    const args = ['run', '--reporter', 'json'];
    const { code, out, err } = await hcall(args, fakeLayers({}, { events }));
    const plain = await hcall(args, fakeLayers({}, { events: exampleEvents }));
    const { counts } = JSON.parse(out) as JsonReport;
    expect({ code, counts }).toEqual({
      code: 70,
      counts: (JSON.parse(plain.out) as JsonReport).counts,
    });
    expect(err).toBe(
      [
        'defect: hcall itself failed; what you gave it is not to blame',
        'TypeError: x is undefined',
        '    at f',
        'Please report this, with the command line, the files that it names and the output of `hcall doctor`.',
        '',
      ].join('\n'),
    );
  });

  test('writes several reports', async () => {
    const args = ['--reporter', 'tap', '--reporter', 'json', '--output', 'report.json'];
    const { out } = await hcall(['run', ...args]);
    expect(out).toMatch(/^TAP version 13\n/);
    expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))).toMatchObject({ seed: 7 });
  });

  test('refuses an output that cannot be written before anything runs', async () => {
    const recorded: Recorded = {};
    const args = ['--reporter', 'tap', '--output', 'no/where'];
    const { code, err } = await hcall(['run', ...args], fakeLayers(recorded));
    expect(code).toBe(2);
    expect(err).toContain("cannot write 'no/where': there is no folder 'no'");
    expect(recorded.run).toBeUndefined();
  });

  test('writes the other reports when one has no room, and says so once', async () => {
    const args = ['--reporter', 'tap', '--output', '/dev/full', '--reporter', 'json'];
    const { code, out, err } = await hcall(
      ['run', ...args],
      fakeLayers({}, { events: exampleEvents }),
    );
    expect({ code, err }).toEqual({
      code: 2,
      err: "error: cannot write '/dev/full': no space left on device [output-not-writable]\n",
    });
    expect(JSON.parse(out)).toMatchObject({ schema: 'urn:hcall:schema:run:2', interrupted: false });
  });

  test('leaves the old report when the run comes to no end', async () => {
    writeFileSync(join(cwd, 'report.json'), 'old');
    const failure = problem('engine-missing', 'cannot load libunicorn');
    await hcall(
      ['run', '--reporter', 'json', '--output', 'report.json'],
      fakeLayers({}, { failure }),
    );
    expect(readdirSync(cwd)).toEqual(['fixtures', 'report.json']);
    expect(readFileSync(join(cwd, 'report.json'), 'utf8')).toBe('old');
  });

  test.each([
    ['a test failed', exampleEvents, 1],
    ['it was interrupted', interruptedRun, 130],
    ['no test ran', emptyRun, 4],
  ])('exits with its code when %s', async (_, events, expected) => {
    expect(await hcall(['run'], fakeLayers({}, { events }))).toMatchObject({ code: expected });
  });

  test.each([
    [
      'a missing engine',
      problem('engine-missing', 'cannot load libunicorn'),
      3,
      '[engine-missing]',
    ],
    [
      'a file that the system refuses',
      unreadable,
      2,
      "cannot open 'a.S': permission denied [file-not-accessible]",
    ],
    ['a defect', new TypeError('x is undefined'), 70, 'Please report this'],
  ])('reports %s', async (_, failure, code, text) => {
    const result = await hcall(['run'], fakeLayers({}, { failure }));
    expect(result.code).toBe(code);
    expect(result.err).toContain(text);
  });

  test('lists nothing with exit code 4', async () => {
    expect(await hcall(['run', '--list'])).toEqual({ code: 4, out: '', err: '' });
  });
});

describe('hcall trace', () => {
  test('passes its options on', async () => {
    const recorded: Recorded = {};
    writeFileSync(join(cwd, 'a.yaml'), '');
    const { code } = await hcall(
      ['trace', 'a.yaml', '-t', '/imm=0x[34]/i', '--seed', '5'],
      fakeLayers(recorded),
    );
    expect(code).toBe(0);
    expect(recorded.trace).toMatchObject({ path: 'a.yaml', namePattern: /imm=0x[34]/i, seed: 5 });
  });

  test('prints data when asked', async () => {
    writeFileSync(join(cwd, 'a.yaml'), '');
    const { out } = await hcall(['trace', 'a.yaml', '--format', 'json']);
    expect(JSON.parse(out)).toEqual({
      ...exampleHeader('trace'),
      id: 'a > b',
      seed: 1,
      others: 0,
      calls: [],
    });
  });
});

describe('hcall call', () => {
  test('passes its options on', async () => {
    const recorded: Recorded = {};
    const args = [
      'immediate/stub',
      '--hvc',
      '2',
      '--x0',
      '0x4030_0000',
      '--x30=-1',
      '--set',
      'VTTBR_EL2=5',
      '--caller',
      'guest',
      '--stub',
      'a',
    ];
    const { code } = await hcall(['call', ...args], fakeLayers(recorded));
    expect(code).toBe(0);
    expect(recorded.call).toMatchObject({
      vectors: { names: ['immediate/stub'], stubs: ['a'] },
      immediate: 2,
      origin: 'guest',
      given: new Map([
        ['x0', 0x4030_0000n],
        ['x30', 0xffff_ffff_ffff_ffffn],
        ['vttbr_el2', 5n],
      ]),
    });
  });

  test('saves the fixture, but not over a file', async () => {
    const args = ['call', 'immediate/stub', '--hvc', '1', '--save', 'new.yaml'];
    expect(await hcall(args)).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'new.yaml'), 'utf8')).toBe('abi: immediate\n');
    const again = await hcall(args);
    expect(again.code).toBe(2);
    expect(again.err).toContain("cannot write 'new.yaml': file already exists");
  });
});

describe('hcall explain', () => {
  test.each([
    ['bad-usage', 'bad-usage (error)'],
    ['wrong-outcome', 'wrong-outcome (finding)'],
    ['relies-on-exception-return', 'relies-on-exception-return (note)'],
    ['flags-at-entry', 'flags-at-entry (deviation)'],
  ])('explains %s', async (name, title) => {
    const { code, out } = await hcall(['explain', name]);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(title);
    expect(out.length).toBeGreaterThan(title.length + 40);
  });

  test('lists codes of every kind', async () => {
    const { out } = await hcall(['explain']);
    for (const name of ['wrong-outcome', 'relies-on-exception-return', 'bad-usage']) {
      expect(out).toContain(`\n  ${name}\n`);
    }
  });
});

describe('hcall doctor', () => {
  const node: Tool = { name: 'node', find: () => Promise.resolve({ version: '20.1.2' }) };
  const engine: Tool = {
    name: 'libunicorn',
    find: () =>
      Promise.reject(problem('engine-missing', 'cannot load libunicorn', { note: 'install it' })),
  };

  test('prints versions and the memory map', async () => {
    const { code, out } = await hcall(['doctor'], fakeLayers({}, { tools: [node] }));
    expect(code).toBe(0);
    expect(out).toMatch(/^node +20\.1\.2\n/);
    expect(out).toContain('\n  0x150700000 - 0x150703fff  el2-stack\n');
  });

  test('exits with 3 when a tool is missing, and says what that costs', async () => {
    const lost = { ...engine, cost: 'no call can be made', part: 'engine' } as const;
    const { code, out } = await hcall(['doctor'], fakeLayers({}, { tools: [node, lost] }));
    expect(code).toBe(3);
    expect(out).toContain(
      'libunicorn  missing: no call can be made (cannot load libunicorn)\nhcall.yaml',
    );
    expect(out).not.toContain('install it');
  });

  test('names the one command for all that is missing', async () => {
    const missing: readonly Tool[] = [
      { ...engine, part: 'engine' },
      node,
      { ...engine, name: 'preprocessor', part: 'preprocessor' },
      { ...engine, name: 'qemu', part: 'second engine', isOptional: true },
      {
        name: 'solver',
        find: () => Promise.resolve({ version: '5.2.0', where: 'z3-solver', replaced: 'slow' }),
        part: 'solver',
      },
    ];
    const { out } = await hcall(['doctor'], fakeLayers({}, { tools: missing }));
    expect(out).toMatch(
      /\n\nto install what is missing: \S.* install \S*unicorn\S* (?:cpp|llvm) qemu\S* z3\n\n/,
    );
    expect(out.match(/install/g)).toHaveLength(3);
  });

  test('does without a tool that only one option needs', async () => {
    const cost = 'no second engine for --check-with qemu';
    const second: Tool = { ...engine, name: 'qemu', cost, isOptional: true };
    const { code, out } = await hcall(['doctor'], fakeLayers({}, { tools: [second] }));
    expect(code).toBe(0);
    expect(out).toMatch(/^qemu +not installed: no second engine for --check-with qemu\n/);
  });

  test('names what is used in place of a program that is not there', async () => {
    const solver: Tool = {
      name: 'solver',
      find: () =>
        Promise.resolve({ version: '5.2.0', where: 'z3-solver', replaced: 'there is no z3' }),
    };
    const { code, out } = await hcall(['doctor'], fakeLayers({}, { tools: [solver] }));
    expect(code).toBe(0);
    expect(out).toMatch(/^solver +5\.2\.0 \(z3-solver\): there is no z3\n/);
  });

  test('says what helps where no command does', async () => {
    const old: Tool = {
      name: 'libunicorn',
      find: () =>
        Promise.reject(problem('engine-version', 'found 3.0', { note: 'name another file' })),
      cost: 'no call can be made',
      part: 'engine',
    };
    const { code, out } = await hcall(['doctor'], fakeLayers({}, { tools: [old] }));
    expect(code).toBe(3);
    expect(out).toMatch(
      /^libunicorn +of no use: no call can be made \(found 3\.0; name another file\)\n/,
    );
    expect(out).not.toContain('to install');
  });

  test('prints the same as JSON', async () => {
    const lost = { ...engine, cost: 'no call can be made', part: 'engine' } as const;
    const layers = fakeLayers({}, { tools: [node, lost] });
    const { code, out } = await hcall(['doctor', '--format', 'json'], layers);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'urn:hcall:schema:doctor:1',
      tools: [
        { name: 'node', state: 'found', version: '20.1.2' },
        {
          name: 'libunicorn',
          state: 'missing',
          cost: 'no call can be made',
          reason: 'cannot load libunicorn',
        },
      ],
      install: expect.stringMatching(/ install \S*unicorn/),
      project: null,
      memory: expect.arrayContaining([{ name: 'el2-stack', address: '0x150700000', size: 0x4000 }]),
    });
  });
});

test('hcall explain prints an error with its exit code as JSON', async () => {
  const { out } = await hcall(['explain', 'bad-usage', '--format', 'json']);
  expect(JSON.parse(out)).toMatchObject({
    schema: 'urn:hcall:schema:explain:1',
    codes: [{ code: 'bad-usage', kind: 'error', exit: 2, explanation: expect.any(String) }],
  });
});

describe('hcall asm', () => {
  // No C preprocessor is needed for a .s file.
  const source = 'start:\tnop\n\tb\telsewhere\n\t.data\n\t.byte 1, 2\n';

  test('prints sections and symbols as JSON', async () => {
    const file = join(cwd, 'a.s');
    writeFileSync(file, source);
    const { code, out, err } = await hcall(['asm', file, '--base', '0x1000', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      schema: 'urn:hcall:schema:asm:2',
      hcall: packageVersion(),
      engine: null,
      cpu: null,
      seed: null,
      sections: [
        { name: '.text', address: '0x1000', hex: '1f2003d5ff030014' },
        { name: '.data', address: '0x1008', hex: '0102' },
      ],
      symbols: { start: '0x1000' },
    });
    expect(err).toBe(
      "note: 'elsewhere' is not defined here, and stands at 0x2000 behind the code\n",
    );
  });

  test('writes a flat binary and then prints nothing', async () => {
    const file = join(cwd, 'a.s');
    writeFileSync(file, source);
    const { out } = await hcall(['asm', file, '-o', 'a.bin']);
    expect(out).toBe('');
    expect(readFileSync(join(cwd, 'a.bin')).subarray(0, 4).toString('hex')).toBe('1f2003d5');
  });

  test('prints the mistakes of a source', async () => {
    const file = join(cwd, 'bad.s');
    writeFileSync(file, '\tnop\n\tmvo x0, x1\n');
    const { code, err } = await hcall(['asm', file, '-o', 'a.bin']);
    expect(code).toBe(2);
    expect(err).toContain('bad.s:2:2');
    expect(existsSync(join(cwd, 'a.bin'))).toBe(false);
  });
});

import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { SourceText } from '../abi/document/source.ts';
import { parseProject } from './project-schema.ts';

function parse(text: string, profile?: string) {
  return parseProject(
    new SourceText('hcall.yaml', text),
    { directory: '/project', pathExists: (path) => path !== '/project/missing' },
    profile,
  );
}

function problemsOf(text: string, profile?: string) {
  try {
    parse(text, profile);
  } catch (error) {
    if (error instanceof HcallError) {
      return error.diagnostics.map(
        ({ code, place, note }) => `${code} ${place?.line}:${place?.column} ${note ?? ''}`,
      );
    }
    throw error;
  }
  return [];
}

/** A file with one profile. */
const nested = (text: string): string => `profiles:\n  ci: { ${text} }\n`;

describe('a project file', () => {
  test('gives paths relative to its folder', () => {
    const text =
      'fixtures: [tests]\nabis: [abi, /opt/abi]\ninclude: [../include]\ndefine: [SMP, VA_BITS=39]\n';
    expect(parse(text)).toEqual({
      fixtures: ['/project/tests'],
      abiFolders: ['/project/abi', '/opt/abi'],
      includes: ['/include'],
      defines: ['SMP', 'VA_BITS=39'],
    });
  });

  test('may be partial', () => {
    expect(parse('define: [SMP]\n')).toEqual({ defines: ['SMP'] });
  });

  test('says how runs are made and reported', () => {
    const text =
      'jobs: 2\ntimeout: 0x10\nretries: 0\nreporters: [spec, { name: junit, output: out/a.xml }, { name: ./mine.js, output: "-" }]\n';
    expect(parse(text)).toEqual({
      jobs: 2,
      timeout: 16,
      retries: 0,
      reporters: [
        { name: 'spec', file: undefined },
        { name: 'junit', file: '/project/out/a.xml' },
        { name: '/project/mine.js', file: '-' },
      ],
    });
  });

  const profiles = [
    'abis: [abi]',
    'include: [a]',
    'define: [A=1]',
    'fixtures: [fast]',
    'jobs: 8',
    'retries: 1',
    'stubs: { f: stop, g: function }',
    'profiles:',
    '  ci:',
    '    abis: [own]',
    '    include: [b]',
    '    define: [A=2]',
    '    fixtures: [all]',
    '    jobs: 2',
    '    stubs: { f: { value: 3 } }',
    '',
  ].join('\n');

  test('under a profile has the keys of that first', () => {
    const { standIns, ...project } = parse(profiles, 'ci');
    expect(project).toEqual({
      abiFolders: ['/project/own', '/project/abi'],
      includes: ['/project/b', '/project/a'],
      defines: ['A=1', 'A=2'],
      fixtures: ['/project/all'],
      jobs: 2,
      retries: 1,
    });
    expect(standIns?.standIns.map(({ symbol, act }) => [symbol, act.kind])).toEqual([
      ['f', 'value'],
      ['g', 'function'],
    ]);
  });

  test('without a profile has none of its keys', () => {
    expect(parse(profiles)).toMatchObject({
      jobs: 8,
      defines: ['A=1'],
      fixtures: ['/project/fast'],
    });
  });

  test.each([
    ['an unknown key', 'includes: [a]\n', ["unknown-key 1:1 did you mean 'include'?"]],
    [
      'an unknown key of a profile that is not chosen',
      nested('jbos: 2'),
      ["unknown-key 2:9 did you mean 'jobs'?"],
    ],
    [
      'a text where a list belongs',
      'abis: abi\n',
      ['wrong-kind 1:7 folders that hold ABIs, as with --abi-folder'],
    ],
    [
      'folders that are not there',
      'define: [A]\nabis: [abi, missing]\n',
      ['path-not-found 2:13 paths are relative to the folder of hcall.yaml'],
    ],
    [
      'broken YAML',
      'abis: [abi\n',
      ['yaml-syntax 1:7 close each { with } and each [ with ], in the order in which they open'],
    ],
    [
      'a reporter that there is not',
      'reporters: [spec, { name: junti }]\n',
      ["unknown-reporter 1:27 did you mean 'junit'? A reporter of your own is a path: ./mine.js"],
    ],
    [
      'a module that is not there',
      'reporters: [/project/missing]\n',
      ['path-not-found 1:13 paths are relative to the folder of hcall.yaml'],
    ],
    [
      'mistakes of every kind at once',
      [
        'abis: [missing]',
        'includes: [a]',
        'jobs: 0',
        'retries: 1',
        'retries: 2',
        'timeout:',
        'reporters: [junti, { nam: x }]',
        'profiles:',
        '  ci: { jobs: many, define: A }',
        '  slow: { stubs: { f: fucntion }, retries: 1.5 }',
        '',
      ].join('\n'),
      [
        'path-not-found 1:8 paths are relative to the folder of hcall.yaml',
        "unknown-key 2:1 did you mean 'include'?",
        'integer-out-of-range 3:7 ',
        'duplicate-key 5:1 remove one',
        "yaml-null 6:9 write a value; ' #' begins a comment, so quote a text that holds one",
        "unknown-reporter 7:13 did you mean 'junit'? A reporter of your own is a path: ./mine.js",
        'missing-key 7:20 the reporter',
        "unknown-key 7:22 did you mean 'name'?",
        'unknown-name 9:15',
        'wrong-kind 9:29 macros, NAME or NAME=VALUE, as with -D; of one name the last counts',
        "unknown-stub 10:23 did you mean 'function'?",
        'yaml-float 10:44 values are 64-bit integers; quote it if it is a text',
      ],
    ],
    [
      'two unknown keys of one item, and what the others say',
      'reporters: [{ nam: x, outptu: y }]\njobs: 0\n',
      [
        'missing-key 1:13 the reporter',
        "unknown-key 1:15 did you mean 'name'?",
        "unknown-key 1:23 did you mean 'output'?",
        'integer-out-of-range 2:7 ',
      ],
    ],
    [
      'a list that is not one, and what the others say',
      'reporters: {}\njobs: 0\n',
      [
        'wrong-kind 1:12 how `hcall run` and `hcall merge` report, as with --reporter and --output',
        'integer-out-of-range 2:7 ',
      ],
    ],
    ['no process at all', 'jobs: 0\n', ['integer-out-of-range 1:7 ']],
    ['more retries than are of use', nested('retries: 101'), ['integer-out-of-range 2:18 ']],
    [
      'a stub that is nothing',
      'stubs: { f: fucntion }\n',
      ["unknown-stub 1:13 did you mean 'function'?"],
    ],
  ])('reports %s', (_, text, expected) => {
    expect(problemsOf(text).map((line) => line.trimEnd())).toEqual(
      expected.map((line) => line.trimEnd()),
    );
  });

  test('misses folders of the chosen profile alone', () => {
    const text = nested('include: [missing]');
    expect([problemsOf(text), problemsOf(text, 'ci').length]).toEqual([[], 1]);
  });

  test.each([
    ['of another name', nested('jobs: 2'), 'unknown-profile 1:1 known here: ci'],
    ['of a file without any', 'jobs: 2\n', 'unknown-profile 1:1'],
  ])('refuses a profile %s', (_, text, expected) => {
    expect(problemsOf(text, 'cj').map((line) => line.trimEnd())).toEqual([expected]);
  });
});

import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../../testing/cli/command-line-fixture.ts';
import type { CommandDescription } from '../command-description.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const example: CommandDescription = {
  name: 'run',
  description: "run what is there: it's all",
  arguments: [{ name: 'paths', description: '', isRequired: false, isVariadic: true, choices: [] }],
  options: [
    {
      short: '-t',
      long: '--test-name',
      description: 'a [text]',
      group: 'Options',
      value: 'pattern',
      choices: [],
    },
    {
      short: undefined,
      long: '--format',
      description: 'how',
      group: 'Options',
      value: 'name',
      choices: ['a', 'b'],
    },
    {
      short: undefined,
      long: '--output',
      description: 'where',
      group: 'Options',
      value: 'file',
      choices: [],
    },
    {
      short: undefined,
      long: '--bail',
      description: 'stop',
      group: 'Options',
      value: undefined,
      choices: [],
    },
  ],
  more: '',
};

describe('bash completes', () => {
  let script = '';
  let folder = '';
  beforeAll(async () => {
    script = (await commandIn('.', ['completion', 'bash'])).out;
    folder = mkdtempSync(join(tmpdir(), 'hcall-completion-'));
    mkdirSync(join(folder, 'fixtures'));
    writeFileSync(join(folder, 'file.yaml'), '');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['hcall mu', ['mutate']],
    ['hcall expl', ['explain']],
    ['hcall run --rep', ['--reporter']],
    ['hcall run --reporter j', ['junit', 'json']],
    ['hcall call vectors.S --caller g', ['guest']],
    ['hcall sweep --format ', ['text', 'json', 'md', 'svg']],
    ['hcall run fi', ['file.yaml', 'fixtures']],
    ['hcall run --output fi', ['file.yaml', 'fixtures']],
    ['hcall run --seed fi', []],
    ['hcall doctor fi', []],
    ['hcall completion z', ['zsh']],
  ])('%s', (line, words) => {
    const test =
      'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hcall; printf "%s\\n" "${COMPREPLY[@]}"';
    const { stdout, stderr } = spawnSync(
      'bash',
      ['--norc', '-c', `${script}\n${test}`, 'bash', ...line.split(' ')],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(
      stdout
        .split('\n')
        .filter((word) => word !== '')
        .toSorted(),
    ).toEqual(words.toSorted());
  });
});

test('zsh describes options with their values', () => {
  const text = zshCompletion([example]);
  expect(text).toContain(String.raw`'run:run what is there\: it'\''s all'`);
  expect(text).toContain(String.raw`'*--test-name[a \[text\]]:pattern: '`);
  expect(text).toContain("'*--format[how]:name:(a b)'");
  expect(text).toContain("'*--output[where]:file:_files'");
  expect(text).toContain("'*--bail[stop]' \\\n          '*:file:_files' ;;");
});

test('fish describes options with their values', () => {
  expect(fishCompletion([example])).toBe(`\
# fish completion of hcall: hcall completion fish > ~/.config/fish/completions/hcall.fish
complete -c hcall -n __fish_use_subcommand -f -s h -l help -d 'print this help'
complete -c hcall -n __fish_use_subcommand -f -s V -l version -d 'print the version'
complete -c hcall -n __fish_use_subcommand -f -a 'run' -d 'run what is there: it\\'s all'
complete -c hcall -n '__fish_seen_subcommand_from run' -F
complete -c hcall -n '__fish_seen_subcommand_from run' -s t -l test-name -x -d 'a [text]'
complete -c hcall -n '__fish_seen_subcommand_from run' -l format -x -a 'a b' -d 'how'
complete -c hcall -n '__fish_seen_subcommand_from run' -l output -r -F -d 'where'
complete -c hcall -n '__fish_seen_subcommand_from run' -l bail -d 'stop'
`);
});

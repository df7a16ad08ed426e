import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatPlace } from '../diagnostics/place.ts';
import { createAssembler } from './assemble.ts';
import { scanIncludes } from './includes.ts';
import type { PreprocessOptions } from './preprocess.ts';

const folder = mkdtempSync(join(tmpdir(), 'hcall-includes-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text = ''): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

mkdirSync(join(folder, 'inc'));
mkdirSync(join(folder, 'pipe.h'));
execFileSync('mkfifo', [join(folder, 'inc', 'pipe.h'), join(folder, 'pipe')]);
symlinkSync('/dev/zero', join(folder, 'zero.h'));
truncateSync(file('large.h'), 2 ** 40);
file('one.h', '\n#include "two.h"\n');
file('two.h', '#if 0\n  # /* why */ include "zero.h"\n#endif\n');
file('loop.h', '#include "loop.h"\n#include "./loop.h"\n');
file('data', 'data');
file('plain.inc', '.incbin "data"\n');

const assembler = await createAssembler();
const includePaths = [join(folder, 'inc')];

function errorOf(name: string, text: string, options: PreprocessOptions = {}): Diagnostic {
  const path = join(folder, name);
  try {
    assembler.assemble({ path, text }, { includePaths, ...options });
  } catch (error) {
    if (error instanceof HcallError) {
      return error.diagnostics[0] as Diagnostic;
    }
    throw error;
  }
  throw new Error('nothing is refused');
}

const device = 'it is a device, expected a regular file';
const pipe = 'it is a pipe, expected a regular file';
const large = 'it is too large: expected at most 67108864 bytes (64 MiB), found 1099511627776';

describe('no preprocessor opens', () => {
  test.each([
    ['a device', '\n#include "/dev/zero"\n', 'a.S:2:10', device],
    ['a link to a device', '#include "zero.h"', 'a.S:1:10', device],
    [
      'a pipe on the include path, behind a folder of its name',
      '#include "pipe.h"',
      'a.S:1:10',
      pipe,
    ],
    ['a pipe in angle brackets', ' #\tinclude <pipe.h>', 'a.S:1:12', pipe],
    ['a file without an end', '#import "large.h"', 'a.S:1:9', large],
    ['a device that another header includes', 'nop\n#include "one.h"\n', 'two.h:2:23', device],
    ['a device behind a macro', '#define H "zero.h"\n#include H\n', 'a.S:2:10', device],
    ['a device in a call', '#define I(x) x\n#include I("zero.h")\n', 'a.S:2:12', device],
    ['a device over two lines', '#inc\\\nlude "zero.h"', 'a.S:2:6', device],
    ['a device behind a digraph', '%:include "zero.h"', 'a.S:1:11', device],
    ['a pipe that it is asked for', '#if __has_include("pipe")\n#endif', 'a.S:1:19', pipe],
    ['a pipe by #include_next', '#include_next "pipe.h"', 'a.S:1:15', pipe],
  ])('%s', (_name, text, place, reason) => {
    const found = errorOf('a.S', text);
    expect(found).toMatchObject({ code: 'unreadable-source' });
    expect(found.message).toMatch(/^file '.*' cannot be included: /);
    expect([
      found.place === undefined ? '' : formatPlace(found.place).slice(folder.length + 1),
      found.message.replace(/^.* cannot be included: /, ''),
    ]).toEqual([place, reason]);
  });

  test('a pipe that -include names, or a macro of -D', () => {
    expect(errorOf('a.S', '', { forcedIncludes: [join(folder, 'pipe')] }).message).toContain(pipe);
    expect(errorOf('a.S', '#include H', { defines: ['H="zero.h"'] }).message).toContain(device);
  });

  test('the way there is in the trail', () => {
    const { trail = [], excerpt } = errorOf('a.S', 'nop\n#include "one.h"\n');
    expect(trail.map(({ place }) => formatPlace(place).slice(folder.length + 1))).toEqual([
      'one.h:2:10',
      'a.S:2:10',
    ]);
    expect(excerpt).toEqual({ text: '  # /* why */ include "zero.h"', length: 8 });
  });
});

// The scan cannot know what macros paste together.
test('a preprocessor that opens a device all the same runs out of memory', () => {
  const text = '#define QUOTE(x) #x\n#include QUOTE(/dev/zero)\n';
  expect(errorOf('a.S', text)).toMatchObject({
    code: 'preprocessor-error',
    message: expect.stringContaining('out of memory'),
  });
});

describe('the assembler reads nothing else than files', () => {
  test.each([
    ['.include', '\t.include "zero.h"', 'a.s:1:11', device],
    ['.incbin', 'nop\n\t.incbin "pipe"', 'a.s:2:10', pipe],
  ])('%s', (_name, text, place, reason) => {
    const found = errorOf('a.s', text);
    expect([
      found.place === undefined ? '' : formatPlace(found.place).slice(folder.length + 1),
      found.message.replace(/^.* cannot be read: /, ''),
    ]).toEqual([place, reason]);
  });

  test('the source itself', () => {
    expect(() => assembler.assemble({ path: join(folder, 'zero.h') })).toThrow(
      `source '${join(folder, 'zero.h')}' cannot be read: ${device}`,
    );
  });
});

// gas/read.c, s_incbin, binutils 2.40: a count of 0 is none.
test.each([
  ['.incbin "data"', 'data'],
  ['.incbin "data", 1', 'ata'],
  ['.incbin "data", 1, 2', 'at'],
  ['.incbin "data",, 3', 'dat'],
  ['.incbin "data", 1, 0', 'ata'],
  ['.incbin "data", 4', ''],
])('%s', (text, expected) => {
  const { sections } = assembler.assemble({ path: join(folder, 'a.s'), text: `${text}\n` });
  expect(Buffer.from(sections[0]?.bytes ?? []).toString()).toBe(expected);
});

test('a scan lists what may be included, each once, and where else it was looked for', () => {
  const text = '#include "loop.h"\n#include <none.h>\n.include "plain.inc"\n';
  const source = { path: join(folder, 'a.S'), text };
  const { files, absent, problems } = scanIncludes(source, { includePaths });
  const names = (paths: Iterable<string>): string[] =>
    [...paths].map((path) => path.slice(folder.length + 1)).toSorted();
  expect({ files: names(files), absent: names(absent), problems }).toEqual({
    files: ['data', 'loop.h', 'plain.inc'],
    absent: ['inc/none.h'],
    problems: [],
  });
});

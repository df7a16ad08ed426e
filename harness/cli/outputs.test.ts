import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outputs } from './outputs.ts';

let cwd = '';
let out = '';
let interruption = new AbortController();
beforeEach(() => {
  cwd = fs.mkdtempSync(join(tmpdir(), 'hcall-outputs-'));
  out = '';
  interruption = new AbortController();
});
afterEach(() => {
  fs.rmSync(cwd, { recursive: true });
});

function createOutputs(): Outputs {
  return new Outputs({
    stdout: { write: (data) => void (out += data as string), colour: true },
    stderr: { write: () => {}, colour: false },
    cwd,
    environment: {},
    interruption: interruption.signal,
    clock: () => 0,
    randomSeed: () => 0,
  });
}

function read(name: string): string {
  return fs.readFileSync(join(cwd, name), 'utf8');
}

describe('an output', () => {
  test('is there when it is complete', async () => {
    fs.writeFileSync(join(cwd, 'report'), 'old');
    const output = await createOutputs().open('report');
    output.write('new, ');
    expect(read('report')).toBe('old');
    output.write(new Uint8Array([0x6e, 0x65, 0x77]));
    await output.finish();
    expect(read('report')).toBe('new, new');
    expect(fs.readdirSync(cwd)).toEqual(['report']);
  });

  test('leaves what was there when it is discarded', async () => {
    fs.writeFileSync(join(cwd, 'report'), 'old');
    const output = await createOutputs().open('report');
    output.write('new');
    output.discard();
    expect(read('report')).toBe('old');
    expect(fs.readdirSync(cwd)).toEqual(['report']);
  });

  test.each([undefined, '-', '/dev/stdout', 'link'])(
    'goes to the standard output: %s',
    async (name) => {
      fs.symlinkSync('/dev/stdout', join(cwd, 'link'));
      const output = await createOutputs().open(name);
      output.write('text');
      await output.finish();
      expect({ out, colour: output.colour }).toEqual({ out: 'text', colour: true });
    },
  );

  test('goes to a descriptor that is open', async () => {
    const descriptor = fs.openSync(join(cwd, 'report'), 'w');
    fs.writeSync(descriptor, 'before, ');
    await createOutputs().write('after', `/dev/fd/${descriptor}`);
    fs.closeSync(descriptor);
    expect(read('report')).toBe('before, after');
  });

  test('goes through a fifo, once it has a reader', async () => {
    const fifo = join(cwd, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const written = createOutputs().write('text', 'fifo');
    const reader = fs.openSync(fifo, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    await written;
    expect(fs.readFileSync(reader, 'utf8')).toBe('text');
    fs.closeSync(reader);
  });

  test('does without the reader of a fifo when it is interrupted', async () => {
    execFileSync('mkfifo', [join(cwd, 'fifo')]);
    const opened = createOutputs().open('fifo');
    interruption.abort();
    const output = await opened;
    output.write('text');
    await expect(output.finish()).resolves.toBeUndefined();
  });

  test('does not mind a reader of a fifo that goes away', async () => {
    const fifo = join(cwd, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const reader = fs.openSync(fifo, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const output = await createOutputs().open('fifo');
    fs.closeSync(reader);
    output.write('text');
    await expect(output.finish()).resolves.toBeUndefined();
  });
});

describe('an output that cannot be written', () => {
  beforeEach(() => {
    fs.mkdirSync(join(cwd, 'folder'));
    fs.writeFileSync(join(cwd, 'file'), '');
    fs.symlinkSync('circle', join(cwd, 'circle'));
  });

  test.each([
    ['none/report', "cannot write 'none/report': there is no folder 'none'"],
    ['folder', "cannot write 'folder': it is a folder"],
    ['file/report', "cannot write 'file/report': not a directory"],
    ['circle', "cannot write 'circle': too many symbolic links encountered"],
    ['/dev/fd/999', "cannot write '/dev/fd/999': bad file descriptor"],
    ['', "cannot write '': it is a folder"],
  ])('is known when it is opened: %s', async (file, message) => {
    await expect(createOutputs().open(file)).rejects.toMatchObject({
      diagnostics: [{ code: 'output-not-writable', message }],
    });
  });

  test('is reported by its end when the disk is full', async () => {
    const output = await createOutputs().open('/dev/full');
    output.write('text');
    await expect(output.finish()).rejects.toMatchObject({
      diagnostics: [
        {
          code: 'output-not-writable',
          message: "cannot write '/dev/full': no space left on device",
        },
      ],
    });
  });

  test('is one where something is that must be new', async () => {
    await expect(createOutputs().open('file', true)).rejects.toThrow(
      "cannot write 'file': file already exists",
    );
  });
});

describe('two outputs to one place', () => {
  test.each([
    ['new', 'new'],
    ['new', './folder/../new'],
    ['new', 'dangling'],
    ['file', 'link'],
    ['file', 'hard-link'],
    ['file', 'other-folder/file'],
    ['folder/new', 'other-folder/folder/new'],
    [undefined, '-'],
    ['-', '/dev/stdout'],
    ['/dev/fd/1', '/dev/stdout'],
  ])('are refused: %s and %s', async (one, other) => {
    fs.mkdirSync(join(cwd, 'folder'));
    fs.writeFileSync(join(cwd, 'file'), '');
    fs.symlinkSync('new', join(cwd, 'dangling'));
    fs.symlinkSync('file', join(cwd, 'link'));
    fs.linkSync(join(cwd, 'file'), join(cwd, 'hard-link'));
    fs.symlinkSync('.', join(cwd, 'other-folder'));
    const outputs = createOutputs();
    await outputs.open(one);
    await expect(outputs.open(other)).rejects.toMatchObject({
      diagnostics: [{ code: 'output-shared' }],
    });
  });

  test('may be the null device, and one place after another', async () => {
    const outputs = createOutputs();
    await outputs.open('/dev/null');
    await outputs.open('/dev/null');
    await outputs.write('one', 'file');
    await outputs.write('two', 'file');
    expect(read('file')).toBe('two');
  });
});

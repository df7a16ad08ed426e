// What scripts/check-full-disk runs. --mount: it may mount file systems.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { reportChecks } from './report-checks.mjs';

const folder = fs.mkdtempSync(join(tmpdir(), 'hcall-full-disk-'));
const fixture = 'fixtures/immediate/stub.yaml';
const full = 'no space left on device';
/** Bytes of a disk that takes the beginning of a report. */
const small = 16 * 1024;

/** Commands that write `file`; `check` throws for a file that is not complete. */
const commands = [
  ...Object.entries(reportChecks).map(([name, check]) => ({
    name: `run --reporter ${name}`,
    args: (file) => ['run', fixture, '--reporter', name, '--output', file, ...other(name)],
    check,
    report: true,
  })),
  {
    name: 'cover --output',
    args: (file) => ['cover', fixture, '--format', 'json', '--output', file],
    check: JSON.parse,
  },
  {
    name: 'asm -o',
    args: (file) => ['asm', 'asm/immediate/hyp-stub.S', '-o', file],
    check: () => {},
  },
  {
    name: 'call --save',
    args: (file) => ['call', 'immediate/stub', '--hvc', '1', '--save', file],
    check: () => {},
    isNew: true,
  },
  {
    name: 'sweep --update',
    args: (file) => ['sweep', 'immediate/stub', '--imm', '1', '--baseline', file, '--update'],
    check: JSON.parse,
  },
];

/** Where a command writes, and the reason that it gives; undefined where the disk may be large enough. */
const places = [
  ...(process.argv.includes('--mount')
    ? [
        { name: 'full disk', path: mounted('full', fillDisk), reason: full },
        { name: 'disk of 16 KiB', path: mounted('small', () => {}), reason: full, mayFit: true },
        { name: 'read-only disk', path: mounted('closed', close), reason: 'read-only file system' },
      ]
    : []),
  { name: '/dev/full', path: '/dev/full', reason: full, mayExist: true },
  {
    name: 'no folder',
    path: join(folder, 'none/out'),
    reason: `there is no folder '${join(folder, 'none')}'`,
  },
  { name: 'a folder', path: madeFolder(), reason: 'it is a folder', mayExist: true },
];

console.log(
  process.argv.includes('--mount')
    ? 'on tmpfs of its own, and on /dev/full'
    : 'no file system can be mounted here: on /dev/full alone',
);
let faults = 0;
for (const command of commands) {
  for (const place of places) {
    faults += report(command.name, place.name, tryFile(command, place));
  }
  if (command.report) {
    for (const place of places.filter(({ reason }) => reason === full)) {
      faults += report(`${command.name} >`, place.name, tryStandardOutput(command, place));
    }
  }
}
if (process.argv.includes('--mount')) {
  ['full', 'small', 'closed'].forEach((name) => execFileSync('umount', [join(folder, name)]));
}
fs.rmSync(folder, { recursive: true });
console.log(faults === 0 ? 'every failure is reported, nothing else is lost' : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

/** Gives what is wrong. */
function tryFile({ args, check, report = false, isNew = false }, place) {
  const { path, reason, mayFit = false, mayExist = false } = place;
  const old = mayExist || !fs.existsSync(path) ? undefined : fs.readFileSync(path, 'utf8');
  if (isNew && old !== undefined) {
    return tryFile({ args, check, report }, { ...place, path: `${path}.new` });
  }
  const before = listing(path);
  const { status, stderr } = hcall(args(path));
  const fits = mayFit && status === 0;
  const wrong = [
    ...(fits
      ? attempt(() => check(fs.readFileSync(path, 'utf8')))
      : expectRefusal(status, stderr, `'${path}'`, reason)),
    ...(report && (status === 0 || !isEarly(place)) ? otherReport() : []),
  ];
  if (fits) {
    fs.rmSync(path);
    if (old !== undefined) {
      fs.writeFileSync(path, old);
    }
  } else if (old !== undefined && fs.readFileSync(path, 'utf8') !== old) {
    wrong.push('the old file is lost');
  }
  return [...wrong, ...(listing(path) === before ? [] : [`left: ${listing(path)}`])];
}

function tryStandardOutput({ name, check }, { path, mayFit = false, mayExist = false }) {
  const file = mayExist ? path : `${path}.stdout`;
  const reporter = name.split(' ').at(-1);
  const descriptor = fs.openSync(file, 'w');
  const { status, stderr } = hcall(
    ['run', fixture, '--reporter', reporter, ...other(reporter)],
    descriptor,
  );
  fs.closeSync(descriptor);
  const wrong = [
    ...(mayFit && status === 0
      ? attempt(() => check(fs.readFileSync(file, 'utf8')))
      : expectRefusal(status, stderr, 'the standard output', full)),
    ...otherReport(),
  ];
  if (!mayExist) {
    fs.rmSync(file);
  }
  return wrong;
}

/** A path that is known to be bad ends the command before the run. */
function isEarly({ reason }) {
  return reason !== full;
}

function expectRefusal(status, stderr, place, reason) {
  const message = `error: cannot write ${place}: ${reason} [output-not-writable]`;
  const errors = stderr.split('\n').filter((line) => line.startsWith('error:'));
  return [
    ...(status === 2 ? [] : [`exit code ${status}`]),
    ...(errors.length === 1 && errors[0] === message ? [] : [`says: ${stderr.trim()}`]),
  ];
}

/** The report that every run makes besides, on a disk with room. */
function other(name) {
  const reporter = otherReporter(name);
  fs.rmSync(join(folder, 'other'), { force: true });
  return ['--reporter', reporter, '--output', join(folder, 'other')];
}

function otherReporter(name) {
  return name === 'json' ? 'junit' : 'json';
}

function otherReport() {
  return attempt(() => {
    const text = fs.readFileSync(join(folder, 'other'), 'utf8');
    reportChecks[text.startsWith('<') ? 'junit' : 'json'](text);
  }).map((message) => `the other report: ${message}`);
}

function hcall(args, stdout = 'pipe') {
  return spawnSync(process.execPath, ['dist/cli/main.js', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'pipe'],
    env: { ...process.env, HCALL_CACHE: '' },
    maxBuffer: 2 ** 30,
  });
}

function listing(path) {
  const home = dirname(path);
  return fs.existsSync(home)
    ? fs
        .readdirSync(home)
        .filter((name) => name !== 'other')
        .join(' ')
    : '';
}

function attempt(check) {
  try {
    check();
    return [];
  } catch (error) {
    return [error.message];
  }
}

function report(command, place, wrong) {
  console.log(
    `${command.padEnd(26)}  ${place.padEnd(14)}  ${wrong.join('; ') || 'as it should be'}`,
  );
  return wrong.length;
}

function madeFolder() {
  const path = join(folder, 'folder');
  fs.mkdirSync(path);
  return path;
}

/** A file on a disk of its own that holds an old report. */
function mounted(name, prepare) {
  const disk = join(folder, name);
  fs.mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${small}`, 'none', disk]);
  fs.writeFileSync(join(disk, 'out'), 'old');
  prepare(disk);
  return join(disk, 'out');
}

function fillDisk(disk) {
  const descriptor = fs.openSync(join(disk, 'filler'), 'w');
  try {
    while (fs.writeSync(descriptor, Buffer.alloc(4096)) > 0) {}
  } catch {
    fs.closeSync(descriptor);
  }
}

function close(disk) {
  execFileSync('mount', ['-o', 'remount,ro', disk]);
}

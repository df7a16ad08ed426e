// What scripts/check-signals runs.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportChecks } from './report-checks.mjs';
import { wholeNumber } from './whole-number.mjs';

const seed = wholeNumber(0, 'SEED', 1);
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const singles = 30;
const doubles = 6;
/** Milliseconds after which a process counts as left behind. */
const patience = 10_000;

const mark = `HCALL_CHECK=${randomUUID()}`;
const folder = mkdtempSync(join(tmpdir(), 'hcall-signals-'));
const names = Object.keys(reportChecks);
const random = generator(seed);

const duration = await measure();
console.log(`seed ${seed}; a run that is not interrupted takes ${duration} ms`);
console.log('signal           after ms  exit code  tests  left  faults');
let faults = 0;
for (let round = 0; round < singles + doubles; round += 1) {
  const signal = signals[round % signals.length];
  // Every third one while the program starts and reads its fixtures.
  const span = round % 9 < 3 ? Math.min(400, duration) : duration;
  faults += await interrupt(signal, Math.floor(random() * span * 0.95), round >= singles);
}
rmSync(folder, { recursive: true });
console.log(faults === 0 ? 'nothing is lost, nothing is left' : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

/** Milliseconds from when the program hears signals to its end. */
async function measure() {
  const child = await start();
  const begin = performance.now();
  await child.end;
  clear();
  return Math.floor(performance.now() - begin);
}

/** Gives the number of faults. */
async function interrupt(signal, delay, twice) {
  // A second signal may leave the old reports, never a part of a new one.
  if (twice) {
    names.forEach((name) => writeFileSync(join(folder, name), 'old'));
  }
  const child = await start();
  await sleep(delay);
  const wasHeard = child.process.kill(signal);
  if (wasHeard && twice) {
    child.process.kill(signals[(signals.indexOf(signal) + 1) % signals.length]);
  }
  const code = await child.end;
  if (!wasHeard) {
    clear();
    return interrupt(signal, Math.floor(delay / 2), twice);
  }
  const left = await processesLeft();
  const { wrong, tests } = checkFolder(twice);
  // The whole run was over when the signal came.
  const isEnd = code === 0 && !twice;
  const found = [
    ...(code === 130 || isEnd ? [] : [`exit code ${code}: ${child.errors()}`]),
    ...(left === 0 ? [] : [`${left} processes left`]),
    ...wrong,
  ];
  const kind = (twice ? `${signal} and next` : signal).padEnd(16);
  const cells = [String(delay).padStart(8), String(code).padStart(9), tests.padStart(5)];
  console.log(
    `${kind} ${cells.join('  ')}  ${String(left).padStart(4)}  ${found.join('; ') || '-'}`,
  );
  clear();
  return found.length;
}

function checkFolder(mayBeOld) {
  const wrong = readdirSync(folder)
    .filter((name) => !names.includes(name))
    .map((name) => `${name} is left`);
  const counts = new Set();
  for (const name of names) {
    try {
      const text = readFileSync(join(folder, name), 'utf8');
      if (!mayBeOld || text !== 'old') {
        counts.add(reportChecks[name](text));
      }
    } catch (error) {
      wrong.push(`${name}: ${error.message}`);
    }
  }
  if (counts.size > 1) {
    wrong.push(`the reports have ${[...counts].join(', ')} tests`);
  }
  return { wrong, tests: counts.size === 0 ? 'old' : String([...counts][0]) };
}

/** A run, as soon as it hears signals: Node takes a while before it runs the first line of a program. */
async function start() {
  const reporters = names.flatMap((name) => ['--reporter', name, '--output', join(folder, name)]);
  const [key, value] = mark.split('=');
  const child = spawn(process.execPath, ['dist/cli/main.js', 'run', 'fixtures', ...reporters], {
    env: { ...process.env, [key]: value },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  const end = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  while (child.exitCode === null && !hearsSignals(child.pid)) {
    await sleep(1);
  }
  return { process: child, end, errors: () => errors };
}

/** proc_pid_status(5): SIGHUP is the first bit, and the last signal that the program listens to. */
function hearsSignals(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number.parseInt(/^SigCgt:\s*(\w+)/m.exec(status)?.[1].slice(-1) ?? '0', 16) & 1) === 1;
}

/** How many processes there still are, some time after the program ended. */
async function processesLeft() {
  const end = performance.now() + patience;
  for (;;) {
    const count = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isMarked(pid)).length;
    if (count === 0 || performance.now() > end) {
      return count;
    }
    await sleep(20);
  }
}

function isMarked(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
  } catch {
    // It is gone, or somebody else's.
    return false;
  }
}

function clear() {
  readdirSync(folder).forEach((name) => rmSync(join(folder, name)));
}

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

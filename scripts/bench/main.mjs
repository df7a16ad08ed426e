/*
 * What one hypervisor call costs, against the same round trip written by hand for the same engine in C and in Python.
 * All of them take turns in one run, and the medians count, so that a busy machine slows all of them alike.
 *
 * usage: npm run bench [-- --json] [-- --rounds N]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createRoundTrips } from './hcall.mjs';
import { createJudgedCalls } from './judged.mjs';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

/** Round trips in one round: about 50 ms each. */
const trips = { hcall: 20_000, judged: 5_000, traced: 200, c: 10_000, python: 2_000 };

function fail(message, note) {
  process.stderr.write(`bench: error: ${message}\n  note: ${note}\n`);
  process.exit(3);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Nanoseconds for one call of `once`. */
function time(count, once) {
  const begin = performance.now();
  for (let trip = 0; trip < count; trip += 1) once();
  return ((performance.now() - begin) * 1e6) / count;
}

function compile(folder) {
  const program = join(folder, 'round-trip');
  const source = join(here, 'c', 'round-trip.c');
  const { status, error, stderr } = spawnSync(
    process.env.CC ?? 'cc',
    ['-O2', '-o', program, source, '-lunicorn'],
    { encoding: 'utf8' },
  );
  if (error !== undefined || status !== 0) {
    fail(
      `cannot compile ${source}: ${error?.message ?? stderr}`,
      'install a C compiler and the headers: sudo apt-get install gcc libunicorn-dev',
    );
  }
  return program;
}

function findPython() {
  for (const python of ['python3', '/usr/bin/python3']) {
    if (spawnSync(python, ['-c', 'import unicorn']).status === 0) return python;
  }
  return fail('no python3 can import unicorn', 'install it: sudo apt-get install python3-unicorn');
}

/** Nanoseconds of the second of two rounds of a peer; the first one warms it up. */
function runPeer(command, args, count) {
  const { status, stdout, stderr } = spawnSync(command, [...args, '2', String(count)], {
    encoding: 'utf8',
  });
  if (status !== 0) fail(`${command} ${args.join(' ')} fails: ${stderr}`, 'see above');
  return Number(stdout.trim().split('\n').at(-1));
}

async function measure(rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-bench-'));
  try {
    const c = compile(folder);
    const python = findPython();
    const { roundTrip, traced, close } = await createRoundTrips();
    const judged = await createJudgedCalls();
    const samples = { hcall: [], judged: [], traced: [], c: [], python: [] };
    time(trips.hcall, roundTrip);
    if (judged !== undefined) time(trips.judged, judged.call);
    for (let round = 0; round < rounds; round += 1) {
      samples.hcall.push(time(trips.hcall, roundTrip));
      samples.c.push(runPeer(c, [], trips.c));
      if (judged !== undefined) samples.judged.push(time(trips.judged, judged.call));
      samples.python.push(runPeer(python, [join(here, 'python', 'round_trip.py')], trips.python));
      samples.traced.push(time(trips.traced, traced.once) / traced.instructions);
    }
    close();
    judged?.close();
    return samples;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function round(value, digits) {
  return value === undefined ? null : Number(value.toFixed(digits));
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
  },
});
const samples = await measure(Number(options.rounds));
const hcall = median(samples.hcall);
const c = median(samples.c);
const python = median(samples.python);
const result = {
  hcall_us: round(hcall / 1000, 3),
  judged_us: round(samples.judged.length === 0 ? undefined : median(samples.judged) / 1000, 3),
  c_us: round(c / 1000, 3),
  python_us: round(python / 1000, 3),
  ratio_c: round(hcall / c, 3),
  ratio_python: round(hcall / python, 3),
  insn_trace_ns: round(median(samples.traced), 0),
};
if (options.json) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
} else {
  process.stdout.write(
    [
      'one HVC round trip, EL1 -> vector -> ERET -> EL1 (medians)',
      `  hcall          ${result.hcall_us} us`,
      `  plain C        ${result.c_us} us   (hcall takes ${result.ratio_c} of it)`,
      `  plain Python   ${result.python_us} us   (hcall takes ${result.ratio_python} of it)`,
      `a judged call    ${result.judged_us ?? '-'} us`,
      `a traced step    ${result.insn_trace_ns} ns an instruction`,
      '',
    ].join('\n'),
  );
}

/*
 * What one hypervisor call costs, against the same round trip written by hand for the same engine in C and in Python;
 * what assembling costs, against GNU as; and how long a user waits for the program. What is compared takes turns in one
 * run, and the medians count, so that a busy machine slows all of them alike.
 *
 * usage: npm run bench [-- --json] [-- --rounds N]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAssembler } from './assembler.mjs';
import { createRoundTrips } from './hcall.mjs';
import { createJudgedCalls } from './judged.mjs';
import { measureImage, measureStart } from './start.mjs';
import { measureSweeps, sweptTables } from './sweep.mjs';
import { median, time } from './timing.mjs';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

/** Round trips in one round: about 50 ms each. */
const trips = { hcall: 20_000, judged: 5_000, traced: 200, c: 10_000, python: 2_000 };

function fail(message, note) {
  process.stderr.write(`bench: error: ${message}\n  note: ${note}\n`);
  process.exit(3);
}

function compile(folder, name) {
  const program = join(folder, name);
  const source = join(here, 'c', `${name}.c`);
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
    if (spawnSync(python, ['-c', 'import unicorn']).status === 0) {
      return python;
    }
  }
  return fail('no python3 can import unicorn', 'install it: sudo apt-get install python3-unicorn');
}

/** What a peer prints, line by line. */
function runPeer(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) {
    fail(`${command} ${args.join(' ')} fails: ${stderr}`, 'see above');
  }
  return stdout.trim().split('\n');
}

/** Nanoseconds of the second of two rounds of a peer; the first one warms it up. */
function timePeer(command, args, count) {
  return Number(runPeer(command, [...args, '2', String(count)])[1]);
}

async function measure(rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-bench-'));
  try {
    const c = compile(folder, 'round-trip');
    const cSweep = compile(folder, 'sweep');
    const python = findPython();
    const { roundTrip, traced, close } = await createRoundTrips();
    const judged = await createJudgedCalls();
    const samples = { hcall: [], judged: [], traced: [], c: [], python: [] };
    time(trips.hcall, roundTrip);
    time(trips.judged, judged.call);
    for (let round = 0; round < rounds; round += 1) {
      samples.hcall.push(time(trips.hcall, roundTrip));
      samples.c.push(timePeer(c, [], trips.c));
      samples.judged.push(time(trips.judged, judged.call));
      samples.python.push(timePeer(python, [join(here, 'python', 'round_trip.py')], trips.python));
      samples.traced.push(time(trips.traced, traced.once) / traced.instructions);
    }
    close();
    judged.close();
    const sweeps = await measureSweeps(folder, (args) => runPeer(cSweep, args));
    return { ...samples, sweeps };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function round(value, digits) {
  return Number(value.toFixed(digits));
}

function report(result, { kernel, perLine }) {
  const gnuAs =
    kernel.gnu === undefined
      ? []
      : [`  GNU as         ${result.gnu_as_us} us   (hcall takes ${result.ratio_gnu_as} of it)`];
  return [
    'one HVC round trip, EL1 -> vector -> ERET -> EL1 (medians)',
    `  hcall          ${result.hcall_us} us`,
    `  plain C        ${result.c_us} us   (hcall takes ${result.ratio_c} of it)`,
    `  plain Python   ${result.python_us} us   (hcall takes ${result.ratio_python} of it)`,
    `a judged call    ${result.judged_us} us`,
    `a traced step    ${result.insn_trace_ns} ns an instruction`,
    'a sweep of all immediates (hcall compares all registers and memory; C looks for the handler)',
    ...sweptTables.map((table) => {
      const [own, peer] = [
        result[`sweep_calls_per_s_${table}`],
        result[`c_sweep_calls_per_s_${table}`],
      ];
      return `  ${table.padEnd(4)}           ${own}   calls a second   (plain C ${peer}; hcall makes ${round(own / peer, 2)} times as many)`;
    }),
    `assembling ${kernel.lines} lines of preprocessed kernel code, in a warm process`,
    `  hcall          ${result.asm_us} us`,
    ...gnuAs,
    `  cache hit      ${result.cache_hit_us} us`,
    'assembling new text',
    ...perLine.map(({ lines, hcall, gnu }) => {
      const peer = gnu === undefined ? '' : `   (GNU as ${round(gnu, 0)} ns)`;
      return `  ${String(lines).padEnd(6)} lines   ${round(hcall, 0)} ns a line${peer}`;
    }),
    'the program, from an empty cache',
    `  node -e 0            ${result.node_ms} ms`,
    `  hcall --version      ${result.start_ms} ms   (${result.ratio_start} of node -e 0)`,
    `  hcall run --help     ${result.help_ms} ms   (${result.ratio_help} of node -e 0)`,
    `  hcall run fixtures   ${result.run_ms} ms   (${result.ratio_run} of node -e 0)`,
    `    with one job       ${result.run_one_job_ms} ms   (${result.ratio_run_one_job} of node -e 0)`,
    `  hcall sweep immediate/kvm      ${result.sweep_ms} ms   (${result.ratio_sweep} of node -e 0)`,
    `  hcall compare x0 immediate     ${result.compare_ms} ms   (${result.ratio_compare} of node -e 0)`,
    `  hcall prove                    ${result.prove_ms} ms   (${result.ratio_prove} of node -e 0)`,
    `  hcall run --vectors IMAGE      ${result.image_ms} ms   (${result.ratio_image} of the same tests over the sources)`,
    `trials of a test       ${result.trials_per_test}   (calls that the judge asks for)`,
    '',
  ].join('\n');
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
  },
});
const samples = await measure(Number(options.rounds));
const assembling = await measureAssembler();
const start = measureStart();
const image = await measureImage();
const hcall = median(samples.hcall);
const c = median(samples.c);
const python = median(samples.python);
const { kernel, perLine, cacheHit } = assembling;
const result = {
  hcall_us: round(hcall / 1000, 3),
  judged_us: round(median(samples.judged) / 1000, 3),
  c_us: round(c / 1000, 3),
  python_us: round(python / 1000, 3),
  ratio_c: round(hcall / c, 3),
  ratio_python: round(hcall / python, 3),
  insn_trace_ns: round(median(samples.traced), 0),
  asm_us: round(kernel.hcall / 1000, 1),
  ...(kernel.gnu === undefined
    ? {}
    : {
        gnu_as_us: round(kernel.gnu / 1000, 1),
        ratio_gnu_as: round(kernel.hcall / kernel.gnu, 3),
      }),
  ...Object.fromEntries(
    perLine.map(({ lines, hcall: own }) => [`asm_ns_per_line_${lines}`, round(own, 0)]),
  ),
  cache_hit_us: round(cacheHit / 1000, 1),
  sweep_calls_per_s: round(median(samples.sweeps.stub.hcall), 0),
  ...Object.fromEntries(
    sweptTables.flatMap((table) => [
      [`sweep_calls_per_s_${table}`, round(median(samples.sweeps[table].hcall), 0)],
      [`c_sweep_calls_per_s_${table}`, round(median(samples.sweeps[table].c), 0)],
    ]),
  ),
  node_ms: round(start.node / 1e6, 1),
  start_ms: round(start.version / 1e6, 1),
  help_ms: round(start.help / 1e6, 1),
  ratio_start: round(start.version / start.node, 2),
  ratio_help: round(start.help / start.node, 2),
  run_ms: round(start.run / 1e6, 0),
  run_one_job_ms: round(start.runOneJob / 1e6, 0),
  ratio_run: round(start.run / start.node, 1),
  ratio_run_one_job: round(start.runOneJob / start.node, 1),
  sweep_ms: round(start.sweep / 1e6, 0),
  compare_ms: round(start.compare / 1e6, 0),
  prove_ms: round(start.prove / 1e6, 0),
  ratio_sweep: round(start.sweep / start.node, 1),
  ratio_compare: round(start.compare / start.node, 1),
  ratio_prove: round(start.prove / start.node, 1),
  image_ms: round(image.image / 1e6, 0),
  ratio_image: round(image.image / image.sources, 2),
  trials_per_test: round(start.trialsPerTest, 1),
};
process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : report(result, assembling));

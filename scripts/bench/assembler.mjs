/*
 * What assembling costs, against GNU as on the same text. hcall's assembler is loaded and warm, as in a run of tests
 * and under --watch; GNU as is a process for each source, as a Makefile starts it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssembler } from '../../dist/assembler/assemble.js';
import { preprocess } from '../../dist/assembler/preprocess.js';
import { syntheticSource } from './synthetic-source.mjs';
import { median, time } from './timing.mjs';

const checkout = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

const gnuAs = 'aarch64-linux-gnu-as';

/** Assemblies of the kernel's source in one round, and rounds. */
const kernelTrips = { hcall: 10, rounds: 21 };
const warmingTrips = 100;
const cacheTrips = 20;

/** Lines, and how often a source of that size is assembled: a new text each time. */
const sizes = [
  { lines: 1_000, rounds: 9 },
  { lines: 10_000, rounds: 5 },
  { lines: 100_000, rounds: 3 },
];

/** The source in HCALL_BENCH_SOURCE, preprocessed already, or the stub of the ABI with function ids. */
function kernelSource() {
  const given = process.env.HCALL_BENCH_SOURCE;
  if (given !== undefined && given !== '') {
    return readFileSync(given, 'utf8');
  }
  const path = join(checkout, 'asm/function-id/hyp-stub.S');
  return preprocess(path, readFileSync(path, 'utf8'), {
    includePaths: [join(checkout, 'asm/function-id'), join(checkout, 'asm/include')],
    defines: ['VA_BITS=39'],
  });
}

/** GNU as on a text in a file; undefined, with a note on stderr, when there is none. */
function findGnuAs(folder) {
  if (spawnSync(gnuAs, ['--version']).status !== 0) {
    process.stderr.write(
      `bench: note: no ${gnuAs}, so nothing is compared with it; install binutils-aarch64-linux-gnu\n`,
    );
    return undefined;
  }
  const file = join(folder, 'source.s');
  const args = [file, '-o', join(folder, 'source.o')];
  return (text) => {
    writeFileSync(file, text);
    return time(1, () => {
      const { status, stderr } = spawnSync(gnuAs, args, { encoding: 'utf8' });
      if (status !== 0) {
        throw new Error(`${gnuAs} fails: ${stderr}`);
      }
    });
  };
}

function measureKernel(assembler, peer) {
  const source = { path: 'kernel.s', text: kernelSource(), preprocessed: true };
  const once = () => assembler.assemble(source);
  time(warmingTrips, once);
  const samples = { hcall: [], gnu: [] };
  for (let round = 0; round < kernelTrips.rounds; round += 1) {
    samples.hcall.push(time(kernelTrips.hcall, once));
    if (peer !== undefined) {
      samples.gnu.push(peer(source.text));
    }
  }
  return {
    lines: source.text.split('\n').length,
    hcall: median(samples.hcall),
    ...(peer === undefined ? {} : { gnu: median(samples.gnu) }),
  };
}

/** Nanoseconds a line. */
function measureSize(assembler, peer, { lines, rounds }) {
  const samples = { hcall: [], gnu: [] };
  for (let round = 0; round < rounds; round += 1) {
    const text = syntheticSource(lines, lines + round);
    const once = () => assembler.assemble({ path: 'synthetic.s', text, preprocessed: true });
    samples.hcall.push(time(1, once) / lines);
    if (peer !== undefined) {
      samples.gnu.push(peer(text) / lines);
    }
  }
  return {
    lines,
    hcall: median(samples.hcall),
    ...(peer === undefined ? {} : { gnu: median(samples.gnu) }),
  };
}

/** Nanoseconds for the kernel's source when the cache on disk has its object. */
async function measureCacheHit(folder) {
  const assembler = await createAssembler({ cacheFolder: join(folder, 'cache') });
  const source = { path: 'kernel.s', text: kernelSource(), preprocessed: true };
  const once = () => assembler.assemble(source);
  time(cacheTrips, once);
  return median(Array.from({ length: cacheTrips }, () => time(1, once)));
}

/** All times in nanoseconds; `gnu` is left out where there is no GNU as. */
export async function measureAssembler() {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-bench-'));
  try {
    const peer = findGnuAs(folder);
    const assembler = await createAssembler();
    const warming = syntheticSource(10_000, 0);
    assembler.assemble({ path: 'synthetic.s', text: warming, preprocessed: true });
    return {
      kernel: measureKernel(assembler, peer),
      perLine: sizes.map((size) => measureSize(assembler, peer, size)),
      cacheHit: await measureCacheHit(folder),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

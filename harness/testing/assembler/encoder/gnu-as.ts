import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's binutils-aarch64-linux-gnu. */
const assembler = 'aarch64-linux-gnu-as';
const copier = 'aarch64-linux-gnu-objcopy';

/** All that our tables know; the rest comes with the version. */
const architecture =
  'armv9.3-a+memtag+rng+sme+ssbs+predres+profile+flagm+sha3+sm4+tme+crypto+sve2+ls64+cssc';

/**
 * Each line assembled by GNU as: its word, or undefined where it refuses. No line may emit more or less than 4 bytes.
 *
 * @param first the directive that says for what it is assembled: any architecture if left out
 */
export function assembleLines(
  lines: readonly string[],
  first = `.arch ${architecture}`,
): (number | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-gnu-as-'));
  try {
    const refused = refusals(lines, folder, first);
    const bytes = assemble(
      lines.map((line, index) => (refused.has(index) ? '.inst 0' : line)),
      folder,
      first,
    );
    if (bytes.length !== lines.length * 4) {
      throw new Error('a line is not one instruction');
    }
    return lines.map((_, index) =>
      refused.has(index) ? undefined : bytes.readUInt32LE(index * 4),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Some errors are only found when the others are gone. */
function refusals(lines: readonly string[], folder: string, first: string): Set<number> {
  const refused = new Set<number>();
  for (let pass = 0; pass < 10; pass += 1) {
    const source = lines.map((line, index) => (refused.has(index) ? '.inst 0' : line));
    const known = refused.size;
    for (const index of run(source, folder, first)) {
      refused.add(index);
    }
    if (refused.size === known) {
      break;
    }
  }
  return refused;
}

/** Assembles to `object.o`; the indices of the lines with errors. */
function run(lines: readonly string[], folder: string, first: string): number[] {
  writeFileSync(join(folder, 'source.s'), `${first}\n${lines.join('\n')}\n`);
  const { stderr } = spawnSync(assembler, ['source.s', '-o', 'object.o'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return [...stderr.matchAll(/^source\.s:(\d+): Error:/gm)].map((match) => Number(match[1]) - 2);
}

function assemble(lines: readonly string[], folder: string, first: string): Buffer {
  const errors = run(lines, folder, first);
  if (errors.length > 0) {
    throw new Error(`GNU as refuses '${lines[errors[0] ?? 0] ?? ''}'`);
  }
  spawnSync(copier, ['-O', 'binary', '-j', '.text', 'object.o', 'text.bin'], { cwd: folder });
  return readFileSync(join(folder, 'text.bin'));
}

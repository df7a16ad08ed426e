// For scripts/compare-compiler: compiles C files in many ways, and compares what both assemblers make of each result, byte for byte.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createAssembler } from '../dist/assembler/assemble.js';
import { assembleWithGnu, viewOfObject } from '../dist/testing/assembler/gnu-object.js';
import { renderDiagnostic } from '../dist/diagnostics/render.js';
import { textOfBytes } from '../dist/collections/byte-text.js';

const compiler = 'aarch64-linux-gnu-gcc';
/** GNU as without the compiler's help takes no more than this by itself. */
const level = '-march=armv8.5-a';

/** Each with -O0 and -O2 unless it says otherwise. */
const settings = [
  [],
  ['-g'],
  ['-g3', '-Os'],
  ['-g', '-gdwarf-4', '-ffunction-sections', '-fdata-sections'],
  ['-g', '-gno-variable-location-views', '-fno-asynchronous-unwind-tables'],
  ['-fPIC'],
  ['-fPIC', '-mtls-dialect=trad', '-g'],
  ['-mbranch-protection=standard', '-g'],
  ['-mbranch-protection=pac-ret+leaf+b-key'],
  ['-fexceptions', '-O3'],
  ['-fno-pie', '-mcmodel=large', '-mno-outline-atomics'],
  ['-pg', '-fstack-protector-all'],
].flatMap((options) =>
  options.some((option) => option.startsWith('-O'))
    ? [options]
    : [
        ['-O0', ...options],
        ['-O2', ...options],
      ],
);

const folder = join(import.meta.dirname, '../harness/testing/assembler/compiled');
const given = process.argv.slice(2);
const files =
  given.length > 0
    ? given
    : readdirSync(folder)
        .filter((name) => name.endsWith('.c'))
        .map((name) => join(folder, name));
const scratch = mkdtempSync(join(tmpdir(), 'hcall-compiled-'));
const assembler = await createAssembler();

/** What is wrong with hcall's object for an assembly text; undefined where nothing is. */
function difference(text) {
  const theirs = assembleWithGnu(text, [level]);
  if ('errors' in theirs) {
    return `GNU as refuses it: ${theirs.errors.split('\n')[1] ?? ''}`;
  }
  let ours;
  try {
    ours = viewOfObject(assembler.assemble({ path: 'compiled.s', text }));
  } catch (error) {
    const [first] = error.diagnostics ?? [];
    return first === undefined ? error.stack : renderDiagnostic(first);
  }
  const parts = ['sections', 'symbols', 'relocations'];
  const wrong = parts.filter((part) => !isDeepStrictEqual(ours[part], theirs[part]));
  return wrong.length === 0 ? undefined : `other ${wrong.join(', ')}`;
}

let count = 0;
let failures = 0;
try {
  for (const file of files) {
    for (const options of settings) {
      const output = join(scratch, 'compiled.s');
      const args = ['-S', '-w', '-ffreestanding', ...options, file, '-o', output];
      const { status, stderr } = spawnSync(compiler, args, { encoding: 'utf8' });
      const found =
        status === 0
          ? difference(textOfBytes(readFileSync(output)))
          : `${compiler} refuses it: ${stderr}`;
      count += 1;
      if (found !== undefined) {
        failures += 1;
        console.log(`${basename(file)} ${options.join(' ')}: ${found}`);
      }
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}
console.log(`${count} objects compared, ${failures} differ or are refused`);
process.exitCode = failures > 0 ? 1 : 0;

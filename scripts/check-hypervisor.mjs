// What scripts/check-hypervisor runs, in scripts/hypervisor.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where kernels with 39 and 48 bits of virtual address have their text, and where a boot loader may have it. */
const bases = [
  '0x80000000',
  '0xffffffc080000000',
  '0xffffffc010080000',
  '0xffff800080000000',
  '0xffff800010000000',
];
const compilerOptions = [
  '-O2',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-ffreestanding',
  '-fno-pic',
  '-mgeneral-regs-only',
];
const hcall = join('..', 'hcall');
const folder = mkdtempSync(join(tmpdir(), 'hcall-hypervisor-'));
const at = (name) => join(folder, name);
const gcc = (...args) => execFileSync('aarch64-linux-gnu-gcc', [...compilerOptions, ...args]);

/** The same code in every form that hcall takes, by what a table calls it. */
function build(defines) {
  gcc('-S', ...defines, 'trap.c', '-o', at('trap.s'));
  gcc('-c', 'entry.S', '-o', at('entry.o'));
  gcc('-c', 'client.S', '-o', at('client.o'));
  gcc('-c', ...defines, 'trap.c', '-o', at('trap.o'));
  const objects = [at('entry.o'), at('trap.o'), at('client.o')];
  const images = bases.map((base) => {
    const image = at(`${base}.elf`);
    const script = ['-T', 'hypervisor.lds', `--defsym=BASE=${base}`];
    execFileSync('aarch64-linux-gnu-ld', [...script, ...objects, '-o', image]);
    return [`image at ${base}`, [image]];
  });
  return [['sources', ['entry.S', at('trap.s'), 'client.S']], ['objects', objects], ...images];
}

const execute = promisify(execFile);

async function report(args) {
  // A command that finds something ends with exit code 1, which is an exception here: its report is whole all the same.
  const { stdout, stderr } = await execute(hcall, args, { maxBuffer: 1 << 28 }).catch(
    (error) => error,
  );
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`hcall ${args.join(' ')} printed no report:\n${stdout}${stderr}`);
  }
}

/** Each test with its verdict and its findings. */
async function verdictsOfRun(files) {
  const vectors = files.flatMap((file) => ['--vectors', file]);
  const { tests } = await report(['run', 'calls.yaml', ...vectors, '--reporter', 'json']);
  return tests.map(({ name, verdict, findings }) =>
    [`${name}: ${verdict}`, ...findings.map(({ code }) => code)].join(' '),
  );
}

/** Each statement of the proof with its verdict. */
async function verdictsOfProof(files) {
  const { statements } = await report([
    'prove',
    ...files,
    '--abi-folder',
    '..',
    '--abi',
    'hypervisor',
    '--format',
    'json',
  ]);
  return statements.map(({ way, caller, slot, clause, verdict }) =>
    [way, caller, slot, clause, verdict].join(' '),
  );
}

function countsOf(verdicts, word) {
  return verdicts.filter((text) => text.includes(word)).length;
}

let differing = 0;
try {
  for (const [title, defines] of [
    ['as it is', []],
    ['with a forgotten advance of ELR_EL2', ['-DFORGETS_ADVANCE']],
  ]) {
    console.log(title);
    let expected;
    for (const [form, files] of build(defines)) {
      const [run, proof] = await Promise.all([verdictsOfRun(files), verdictsOfProof(files)]);
      expected ??= { run, proof };
      const others = [...run, ...proof].filter(
        (text) => ![...expected.run, ...expected.proof].includes(text),
      );
      const isSame =
        others.length === 0 &&
        run.length === expected.run.length &&
        proof.length === expected.proof.length;
      differing += isSame ? 0 : 1;
      const tests = `${countsOf(run, ': pass')} of ${run.length} tests passed`;
      const proved = `${countsOf(proof, ' proved')} of ${proof.length} statements proved`;
      console.log(`  ${form.padEnd(30)} ${tests}, ${proved}${isSame ? '' : ': DIFFERENT'}`);
      others.forEach((text) => console.log(`    ${text}`));
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = differing === 0 ? 0 : 1;

/* What a linked image costs against the sources that it is made of: the same tests, whole processes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAbi } from '../../dist/abi/load.js';
import { createAssembler } from '../../dist/assembler/assemble.js';
import { Objects } from '../../dist/run/objects.js';
import { linkedFile } from '../../dist/testing/image/linked-file.js';

const checkout = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

/** A kernel's address with 48 bits. */
const base = 0xffff_8000_8000_0000n;

/** Functions around the vectors: about 250 KB with 4,600 global symbols, and a thousand absolute ones. */
const functions = 4_600;
const constants = 1_000;

/** The rest of a hypervisor: the exits of the ABI, and code that nobody calls. */
function surroundings(exits) {
  const code = Array.from(
    { length: functions },
    (_, index) => `.globl other_${index}
.type other_${index}, %function
other_${index}:
1:\tstp\tx29, x30, [sp, #-16]!
\tmov\tx0, #${index}
\tcmp\tx0, #${index % 4096}
\tb.eq\t1b
\tbl\tother_${(index * 7) % functions}
\tadd\tx1, x1, x0, lsl #3
\tldr\tx2, [x1, #8]
\tmadd\tx3, x2, x1, x0
\tstr\tx3, [x1]
\teor\tx4, x4, x3
\tand\tx4, x4, #0xff
\tldp\tx29, x30, [sp], #16
\tret
.size other_${index}, . - other_${index}`,
  );
  const ends = exits.map((name) => `.globl ${name}\n.type ${name}, %function\n${name}:\tbrk\t#0`);
  const values = Array.from(
    { length: constants },
    (_, index) => `.globl value_${index}\n.set value_${index}, ${index * 8}`,
  );
  return ['.text', ...code, ...ends, ...values, ''].join('\n');
}

/** Writes the image of an ABI's own sources, with all that stands around them, and returns its path. */
async function writeImage(folder, directory) {
  const abi = loadAbi(directory);
  const assembler = await createAssembler({});
  const objects = new Objects(assembler, { includes: [], defines: [] });
  const files = [
    ...new Set(
      [...abi.vectors.values(), ...abi.routines.values()].flatMap(({ files: own }) => own),
    ),
  ];
  const path = join(folder, 'hypervisor');
  const others = objects.text(surroundings([...abi.exits.keys()]));
  writeFileSync(
    path,
    linkedFile([...files.map((file) => objects.object(file, abi)), others], base),
  );
  return path;
}

/** `use` with the command lines that run the same tests over sources and over their image. */
export async function withImageRuns(use) {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-bench-'));
  try {
    const image = await writeImage(folder, join(checkout, 'asm/immediate'));
    const tests = ['run', join(checkout, 'fixtures/immediate')];
    return use({ sources: tests, image: [...tests, '--vectors', image] }, image);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Compares hcall's objects with those of a kernel's own build, for scripts/kernel-corpus.
//
//   node scripts/compare-corpus.js TREE [--only-differences] [FOLDER ...]
//
// TREE is a kernel source with its generated headers; without a FOLDER of it the kernel, kvm, mm and lib folders of arch/arm64 are compared.
//
// Exit code 1 when a file is refused that the build takes, or differs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createAssembler } from '../dist/assembler/assemble.js';
import { viewOfElf, viewOfObject } from '../dist/testing/assembler/gnu-object.js';
import { renderDiagnostic } from '../dist/diagnostics/render.js';

const [tree, ...rest] = process.argv.slice(2);
const flags = rest.filter((word) => word.startsWith('--'));
const given = rest.filter((word) => !word.startsWith('--'));
const folders =
  given.length > 0 ? given : ['kernel', 'kvm', 'mm', 'lib'].map((name) => `arch/arm64/${name}`);
if (tree === undefined) {
  console.error('usage: node scripts/compare-corpus.js TREE [--only-differences] [FOLDER ...]');
  process.exit(2);
}
const onlyDifferences = flags.includes('--only-differences');
process.chdir(tree);
const scratch = mkdtempSync(join(tmpdir(), 'hcall-corpus-'));

/** The A64 sources: not linker scripts, and not the 32-bit vDSO. */
function sources() {
  const { stdout } = spawnSync('find', [...folders, '-name', '*.S'], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((path) => path !== '' && !path.endsWith('.lds.S') && !path.includes('/vdso32/'))
    .toSorted();
}

/** The compiler's command line for each source, as the kernel's build prints it. */
function commands(paths) {
  const goals = paths.map((path) => path.replace(/S$/u, 's'));
  const make = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', 'V=1', '-k', ...goals];
  for (const goal of goals) {
    rmSync(goal, { force: true });
  }
  const { stdout } = spawnSync('make', make, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const found = new Map();
  for (const line of stdout.split('\n')) {
    const path = / (\S+\.S)$/u.exec(line)?.[1];
    if (path !== undefined && line.includes(' -E ')) {
      found.set(path, split(line.trim()));
    }
  }
  return found;
}

/** Words of a command line, quotes taken off as a shell does. */
function split(line) {
  const words = line.match(/(?:[^\s'"\\]|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+/gu) ?? [];
  return words.map((word) => word.replaceAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gu, '$1$2$3'));
}

/** Options that hcall takes too. */
function optionsOf(words) {
  const options = {
    includePaths: [],
    defines: [],
    undefines: [],
    forcedIncludes: [],
    macroPrefixMaps: [],
    noStandardIncludes: false,
  };
  for (const [index, word] of words.entries()) {
    if (word.startsWith('-I')) {
      options.includePaths.push(word.slice(2));
    } else if (word.startsWith('-D')) {
      options.defines.push(word.slice(2));
    } else if (word.startsWith('-U')) {
      options.undefines.push(word.slice(2));
    } else if (word.startsWith('-fmacro-prefix-map=')) {
      options.macroPrefixMaps.push(word.slice(19));
    } else if (word === '-include') {
      options.forcedIncludes.push(words[index + 1]);
    } else if (word === '-nostdinc') {
      options.noStandardIncludes = true;
    }
  }
  return options;
}

/** The object that the kernel's build makes, without debug information. */
function reference(words) {
  const [command, ...rest] = words;
  const output = join(scratch, 'reference.o');
  const given = rest.filter((word) => word !== '-E' && word !== '-g' && !word.startsWith('-Wp,'));
  given[given.indexOf('-o') + 1] = output;
  const { status, stderr } = spawnSync(command, ['-c', ...given], { encoding: 'utf8' });
  return status === 0 ? { view: viewOfElf(readFileSync(output)) } : { error: stderr };
}

function disassemble(hex) {
  const file = join(scratch, 'word.bin');
  writeFileSync(file, Buffer.from(hex, 'hex'));
  const given = ['-D', '-b', 'binary', '-m', 'aarch64', file];
  const { stdout } = spawnSync('aarch64-linux-gnu-objdump', given, { encoding: 'utf8' });
  return /^ +0:\t(.*)$/mu.exec(stdout)?.[1]?.replaceAll(/\s+/gu, ' ') ?? hex;
}

/** What is different first, in words; undefined when nothing is. */
function difference(ours, theirs) {
  for (const name of new Set([...Object.keys(theirs.sections), ...Object.keys(ours.sections)])) {
    const [a, b] = [ours.sections[name], theirs.sections[name]];
    if (a === b) {
      continue;
    }
    if (a === undefined || b === undefined) {
      return `section ${name}: ours ${a ?? 'missing'}, expected ${b ?? 'none'}`;
    }
    const [headA, bytesA] = a.split(': ');
    const [headB, bytesB] = b.split(': ');
    let at = 0;
    while (at < bytesA.length && bytesA.slice(at, at + 8) === bytesB.slice(at, at + 8)) {
      at += 8;
    }
    const [wordA, wordB] = [bytesA, bytesB].map((bytes) => bytes.slice(at, at + 8));
    const heads = headA === headB ? '' : ` (ours ${headA}, expected ${headB})`;
    return `${name}+0x${(at / 2).toString(16)}${heads}\n    ours:     ${disassemble(wordA)}\n    expected: ${disassemble(wordB)}`;
  }
  for (const kind of ['relocations', 'symbols']) {
    const missing = theirs[kind].filter((item) => !ours[kind].includes(item));
    const extra = ours[kind].filter((item) => !theirs[kind].includes(item));
    if (missing.length + extra.length > 0) {
      return `${kind}:${[...missing.slice(0, 3).map((item) => `\n    expected: ${item}`), ...extra.slice(0, 3).map((item) => `\n    ours:     ${item}`)].join('')}`;
    }
  }
  return undefined;
}

const assembler = await createAssembler();
const totals = { same: 0, differs: 0, refused: 0, 'not a source of its own': 0 };

function report(verdict, path, more = '') {
  totals[verdict] += 1;
  if (verdict === 'same' && onlyDifferences) {
    return;
  }
  console.log(
    `${verdict.padEnd(8)} ${path}${more === '' ? '' : `\n  ${more.replaceAll('\n', '\n  ')}`}`,
  );
}

const paths = sources();
const known = commands(paths);
for (const path of paths) {
  const words = known.get(path);
  const expected =
    words === undefined ? { error: 'the build has no rule for it' } : reference(words);
  if (expected.view === undefined) {
    // Text that other sources include: the kernel does not assemble it alone either.
    report('not a source of its own', path, expected.error.trim().split('\n')[0]);
    continue;
  }
  try {
    const object = assembler.assemble({ path }, optionsOf(words));
    const found = difference(viewOfObject(object), expected.view);
    report(found === undefined ? 'same' : 'differs', path, found);
  } catch (error) {
    if (error.diagnostics === undefined) {
      throw error;
    }
    const texts = error.diagnostics.slice(0, 5).map((one) => renderDiagnostic(one));
    report('refused', path, texts.join('\n'));
  }
}
rmSync(scratch, { recursive: true });
const judged = totals.same + totals.differs + totals.refused;
console.log(
  `${basename(tree)}: ${totals.same} of ${judged} same (${((100 * totals.same) / Math.max(1, judged)).toFixed(1)} %), ` +
    `${totals.differs} differ, ${totals.refused} refused; ${totals['not a source of its own']} are no sources of their own`,
);
process.exitCode = totals.same === judged ? 0 : 1;

// What scripts/compare-assemblers runs; see there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { forms } from '../dist/architecture/a64/forms.js';
import { createAssembler } from '../dist/assembler/assemble.js';
import { syntaxes } from '../dist/assembler/encoder/compiled-syntax.js';
import { bytesOfText, textOfBytes } from '../dist/collections/byte-text.js';
import { dialectCases } from '../dist/testing/assembler/dialect-cases.js';
import { directiveSource } from '../dist/testing/assembler/directive-source.js';
import { damage } from '../dist/testing/assembler/encoder/damage.js';
import { assembleLines } from '../dist/testing/assembler/encoder/gnu-as.js';
import { randomFrom, sampleSyntax } from '../dist/testing/assembler/encoder/sample.js';
import { assembleWithGnu, viewOfObject } from '../dist/testing/assembler/gnu-object.js';
import { mutate } from '../dist/testing/assembler/mutate.js';
import { randomFrom as evenRandomFrom } from '../dist/testing/random.js';
import { wholeNumber } from './whole-number.mjs';

const count = wholeNumber(0, 'COUNT', 100_000);
const seed = wholeNumber(1, 'SEED', 1);
const only = process.argv[4];
const random = randomFrom(seed);
const assembler = await createAssembler();
const scratch = mkdtempSync(join(tmpdir(), 'hcall-compare-'));

/** Lines that one run of GNU as takes. */
const batch = 4000;
/** Differences and reasons that are printed. */
const mostShown = 20;
/** The architecture for which every instruction of the table exists; armv8-a for the shares. */
const widest =
  'armv9.3-a+memtag+rng+sme+ssbs+predres+profile+flagm+sha3+sm4+tme+crypto+sve2+ls64+cssc';
const baseline = 'armv8-a';

const kinds = ['table', 'disassembly', 'damaged lines', 'mutated sources', 'directives'];
const outcomes = [
  'same',
  'refused by both',
  'refused by hcall only',
  'taken by hcall only',
  'different',
];
const tally = new Map(
  kinds.map((kind) => [kind, new Map(outcomes.map((outcome) => [outcome, 0]))]),
);
const reasons = new Map();
const differences = [];
/** What GNU as takes, and of that what hcall takes, by class. */
const shares = new Map();

function note(kind, outcome) {
  const row = tally.get(kind);
  row.set(outcome, row.get(outcome) + 1);
}

/** The object, or the first diagnostic. */
function assemble(text, path = 'source.s') {
  try {
    return { view: viewOfObject(assembler.assemble({ path, text })) };
  } catch (error) {
    if (error.diagnostics === undefined) {
      throw error;
    }
    return { problem: error.diagnostics[0] };
  }
}

/** The word of one instruction. */
function wordOf(line) {
  const { view, problem } = assemble(`.arch ${widest}\n${line}\n`);
  if (view === undefined) {
    return { problem };
  }
  const hex = /: ([\da-f]{8})$/u.exec(view.sections['.text'] ?? '')?.[1];
  return { word: hex === undefined ? undefined : Buffer.from(hex, 'hex').readUInt32LE() };
}

function noteReason(problem, text) {
  const kind = `${problem.code}: ${problem.message.replaceAll(/'[^']*'( \([^)]*\))?/gu, "'...'").replaceAll(/\b(0x[\da-f]+|\d+)\b/gu, 'N')}`;
  const found = reasons.get(kind) ?? { count: 0, example: text };
  found.count += 1;
  reasons.set(kind, found);
}

function judgeLine(kind, line, expected) {
  const { word, problem } = wordOf(line);
  if (problem !== undefined) {
    note(kind, expected === undefined ? 'refused by both' : 'refused by hcall only');
    if (expected !== undefined) {
      noteReason(problem, line);
    }
    return false;
  }
  if (expected === undefined) {
    note(kind, 'taken by hcall only');
    return true;
  }
  note(kind, word === expected ? 'same' : 'different');
  if (word !== expected) {
    differences.push(`${line}: ours ${word?.toString(16)}, GNU as ${expected.toString(16)}`);
  }
  return true;
}

function inBatches(total, make, judge) {
  for (let done = 0; done < total; done += batch) {
    const lines = make(Math.min(batch, total - done));
    judge(lines, assembleLines(lines));
    process.stderr.write('.');
  }
}

function sampleTable() {
  for (;;) {
    const line = sampleSyntax(syntaxes[random(syntaxes.length)], random);
    // GNU as makes a relocation of every adrp.
    if (!line.startsWith('adrp ')) {
      return line;
    }
  }
}

function compareTable(total) {
  inBatches(
    total,
    (size) => Array.from({ length: size }, sampleTable),
    (lines, words) => lines.forEach((line, index) => judgeLine('table', line, words[index])),
  );
}

/** For these a number is an address in GNU as and a distance here, or the other way round. */
const relative = /^(b|bl|bc?\.\w+|b[a-z]{2}|cbn?z|tbn?z|adrp?|ldr|ldrsw|prfm)\b[^[]*$/iu;

function sampleDamaged() {
  for (;;) {
    const line = damage(sampleTable(), random);
    if (!relative.test(line)) {
      return line;
    }
  }
}

function compareDamaged(total) {
  inBatches(
    total,
    (size) => Array.from({ length: size }, sampleDamaged),
    (lines, words) =>
      lines.forEach((line, index) => judgeLine('damaged lines', line, words[index])),
  );
}

/** Words of forms with random fields, and a few of no form. */
function randomWord() {
  const chance = ((random(0x10000) << 16) | random(0x10000)) >>> 0;
  const form = forms[random(forms.length)];
  if (random(8) === 0 || form === undefined) {
    return chance;
  }
  const { mask, value } = form.pattern;
  return ((chance & ~mask) | value) >>> 0;
}

/** What GNU objdump writes for words; undefined for what is no instruction. */
function disassemble(words) {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
  const file = join(scratch, 'words.bin');
  writeFileSync(file, bytes);
  const given = ['-D', '-b', 'binary', '-m', 'aarch64', '-M', 'no-notes', file];
  const { stdout } = spawnSync('aarch64-linux-gnu-objdump', given, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const texts = words.map(() => undefined);
  for (const match of stdout.matchAll(/^ +([\da-f]+):\t[\da-f]+ \t(.*)$/gmu)) {
    const text = match[2]
      .replaceAll('\t', ' ')
      .replace(/ *\/\/.*$/u, '')
      .trim();
    texts[Number.parseInt(match[1], 16) / 4] = /undefined|^\.inst|\? /u.test(text)
      ? undefined
      : text;
  }
  return texts;
}

/** Integer instructions, those of floating-point and SIMD registers, and the scalable ones (Arm ARM, C4.1). */
function classOf(word) {
  const group = (word >>> 25) & 15;
  if (group === 2 || (group === 0 && word >>> 31 === 1)) {
    return undefined;
  }
  const isVector = (group & 7) === 7 || ((group & 5) === 4 && ((word >>> 26) & 1) === 1);
  return isVector ? 'FP and SIMD' : 'base integer';
}

function countShare(name, taken) {
  const row = shares.get(name) ?? { all: 0, taken: 0 };
  row.all += 1;
  row.taken += taken ? 1 : 0;
  shares.set(name, row);
}

/** Of these lines, those that GNU as takes for Armv8.0. */
function takenByBaseline(lines) {
  const source = join(scratch, 'baseline.s');
  writeFileSync(source, `.arch ${baseline}\n${lines.join('\n')}\n`);
  const { stderr } = spawnSync('aarch64-linux-gnu-as', [source, '-o', '/dev/null'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const refused = new Set(
    Array.from(stderr.matchAll(/:(\d+): Error:/gu), (match) => Number(match[1]) - 2),
  );
  return (index) => !refused.has(index);
}

function compareDisassembly(total) {
  inBatches(
    total,
    (size) => {
      const lines = [];
      while (lines.length < size) {
        const texts = disassemble(Array.from({ length: size }, randomWord));
        lines.push(...texts.filter((text) => text !== undefined && !relative.test(text)));
      }
      return lines.slice(0, size);
    },
    (lines, words) => {
      const isBaseline = takenByBaseline(lines);
      lines.forEach((line, index) => {
        const expected = words[index];
        const taken = judgeLine('disassembly', line, expected);
        const group = expected === undefined ? undefined : classOf(expected);
        if (group !== undefined) {
          countShare(`${group}, all that GNU as 2.40 knows`, taken);
          if (isBaseline(index)) {
            countShare(`${group}, Armv8.0`, taken);
          }
        }
      });
    },
  );
}

function filesBelow(folder, pattern) {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((name) => join(folder, name))
        .filter((path) => pattern.test(path))
    : [];
}

/** Texts that are assembled as they are: shipped sources, the dialect's cases, and what a kernel's build has preprocessed. */
function sources() {
  const shipped = filesBelow('asm', /\.S$/u);
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const kernel = filesBelow(
    join(caches, 'hcall-kernels'),
    /\/arch\/arm64\/(?:kernel|kvm|mm|lib)\/.*\.s$/u,
  );
  return [
    ...dialectCases.map(({ source }) => source),
    ...[...shipped, ...kernel].map((path) => textOfBytes(readFileSync(path))),
  ];
}

/** Judges a whole source, which is kept where the objects differ. */
function judgeSource(kind, text, expected, { view, problem }, index) {
  if (view === undefined) {
    note(kind, 'errors' in expected ? 'refused by both' : 'refused by hcall only');
    if (!('errors' in expected)) {
      noteReason(problem, problem.excerpt?.text ?? '');
    }
    return;
  }
  if ('errors' in expected) {
    note(kind, 'taken by hcall only');
    keep(kind, 'taken', index, text);
    return;
  }
  const isSame = JSON.stringify(view) === JSON.stringify(expected);
  note(kind, isSame ? 'same' : 'different');
  if (!isSame) {
    differences.push(`a source, kept as ${keep(kind, 'different', index, text)}`);
  }
}

function keep(kind, outcome, index, text) {
  const file = join(tmpdir(), `hcall-${kind.replaceAll(' ', '-')}-${outcome}-${seed}-${index}.s`);
  writeFileSync(file, bytesOfText(text));
  return file;
}

function compareSources(total) {
  const texts = sources();
  for (let index = 0; index < total; index += 1) {
    const text = mutate(texts[random(texts.length)] ?? '', random);
    const expected = assembleWithGnu(text, ['-march=armv8-a+crypto']);
    judgeSource('mutated sources', text, expected, assemble(text), index);
    if (index % 500 === 499) {
      process.stderr.write('.');
    }
  }
}

/** Each source has a seed of its own, so that one can be made again. */
function compareDirectives(total) {
  for (let index = 0; index < total; index += 1) {
    const { text, files } = directiveSource(evenRandomFrom(seed * 1_000_003 + index));
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(scratch, name), bytesOfText(content));
    }
    const expected = assembleWithGnu(text, [], files);
    const found = assemble(text, join(scratch, 'source.s'));
    judgeSource('directives', text, expected, found, index);
    if (index % 500 === 499) {
      process.stderr.write('.');
    }
  }
}

/** How each kind is compared, and its part of all texts. */
const comparisons = [
  ['table', 0.35, compareTable],
  ['disassembly', 0.35, compareDisassembly],
  ['damaged', 0.25, compareDamaged],
  ['sources', 0.05, compareSources],
  // On top of the others.
  ['directives', 0.05, compareDirectives],
];
if (only !== undefined && !comparisons.some(([kind]) => kind === only)) {
  process.stderr.write(
    `error: KIND is none of ${comparisons.map(([kind]) => kind).join(', ')}: '${only}'\n`,
  );
  process.exit(2);
}
for (const [kind, part, compare] of comparisons) {
  if (only === undefined || only === kind) {
    compare(Math.floor(only === undefined ? count * part : count));
  }
}
process.stderr.write('\n');
rmSync(scratch, { recursive: true });

console.log(`${count} texts, seed ${seed}`);
for (const [kind, row] of tally) {
  console.log(
    `${kind.padEnd(16)} ${[...row].map(([outcome, number]) => `${outcome} ${number}`).join(', ')}`,
  );
}
for (const [name, { all, taken }] of shares) {
  console.log(`taken of ${name}: ${taken} of ${all} lines (${((100 * taken) / all).toFixed(2)} %)`);
}
const sorted = [...reasons].toSorted(([, a], [, b]) => b.count - a.count);
console.log(`refused by hcall only, by reason (${sorted.length}):`);
for (const [reason, { count: number, example }] of sorted.slice(0, mostShown)) {
  console.log(`  ${number} ${reason}   e.g. ${example.trim().slice(0, 100)}`);
}
console.log(`different: ${differences.length}`);
for (const difference of differences.slice(0, mostShown)) {
  console.log(`  ${difference}`);
}
process.exitCode = differences.length === 0 ? 0 : 1;

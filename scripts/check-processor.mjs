// What scripts/check-processor runs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { max } from '../dist/architecture/processor-model.js';
import { systemConstant, featureRegisters } from '../dist/architecture/system-constants.js';
import { parseGenericName } from '../dist/architecture/system-encoding.js';
import { systemRegisters } from '../dist/architecture/system-registers.js';
import { createMachine } from '../dist/machine/unicorn/unicorn-machine.js';

const { values: options } = parseArgs({ options: { all: { type: 'boolean', default: false } } });

/** Where the code of a case is, its data, and the tables of EL1 and EL2, on both. */
const [code, data, tables] = [0x4100_0000n, 0x4110_0000n, 0x4120_0000n];
const results = 0x5000_0000n;
const slotSize = 0x100n;
const dataSize = 32;

const enableKeys = (1n << 31n) | (1n << 30n) | (1n << 27n) | (1n << 13n);
const span = 1n << 23n;
const sctlr = 0x3045_0830n;
const rw = 1n << 31n;
const keys = 3n << 40n;
const tge = 1n << 27n;
const keyNames = ['ia', 'ib', 'da', 'db', 'ga'].flatMap((key) => [
  `ap${key}keylo_el1`,
  `ap${key}keyhi_el1`,
]);

/** Registers of a case besides x0-x7 and the keys, which are the same in each: hcr_el2, sctlr_el1, sctlr_el2, PSTATE. */
function state({ level = 1, hcr = rw | keys, el1 = sctlr, el2 = sctlr, pstate = 0n }) {
  return { hcr, el1, el2, pstate: [0x3c0n, 0x3c5n, 0x3c9n][level] | pstate };
}

const pan = 1n << 22n;
const uao = 1n << 23n;
const levels = [0, 1, 2];

const lines = (text) => text.split(';').map((line) => line.trim());
/** Each: what it is, its instructions, its registers. */
const cases = [];
const add = (text, registers, name = '') =>
  cases.push({ name: `${text}${name}`, text: lines(text), ...state(registers) });

for (const level of levels) {
  for (const on of [0n, enableKeys]) {
    const registers = { level, el1: sctlr | on, el2: sctlr | on };
    const name = ` at EL${level}${on === 0n ? '' : ', keys enabled'}`;
    for (const operation of [
      'pacia',
      'pacib',
      'pacda',
      'pacdb',
      'autia',
      'autib',
      'autda',
      'autdb',
    ]) {
      add(`${operation} x0, x1`, registers, name);
      add(`${operation} x3, x1`, registers, name);
      add(`${operation.slice(0, 4)}z${operation.slice(4)} x4`, registers, name);
    }
    for (const key of ['ia', 'ib', 'da', 'db']) {
      add(`pac${key} x0, x1; aut${key} x0, x1`, registers, name);
      add(`pac${key} x0, x1; aut${key} x0, x2`, registers, name);
      add(`pac${key} x3, x1; xpacd x3`, registers, name);
    }
    add('pacga x5, x0, x1', registers, name);
    add('xpaci x3', registers, name);
    add('paciasp; autiasp', registers, name);
    add('adr x30, . + 12; paciasp; retaa; mov x0, #1; mov x1, #2', registers, name);
    add('adr x6, . + 12; paciza x6; braaz x6; mov x0, #1; mov x1, #2', registers, name);
    add('pacdza x0; ldraa x5, [x0, #8]', registers, name);
    add('ldraa x5, [x0, #8]', { ...registers, el1: sctlr, el2: sctlr }, ` at EL${level}`);
  }
}
for (const level of [0, 1]) {
  for (const hcr of [rw, rw | (1n << 40n), rw | (1n << 41n)]) {
    for (const on of [0n, enableKeys]) {
      const registers = { level, hcr, el1: sctlr | on };
      const name = ` at EL${level}, HCR_EL2 0x${hcr.toString(16)}${on === 0n ? '' : ', keys enabled'}`;
      for (const text of [
        'pacia x0, x1',
        'autdb x0, x1',
        'paciasp',
        'pacga x0, x1, x2',
        'xpaci x0',
      ]) {
        add(text, registers, name);
      }
      add('adr x6, . + 8; blraaz x6; mov x0, #1', registers, name);
      add('ldrab x5, [x0]', { ...registers, el1: sctlr }, name);
      for (const key of keyNames) {
        add(`mrs x5, ${key}`, registers, name);
        add(`msr ${key}, x1`, registers, name);
      }
    }
  }
}
for (const level of levels) {
  for (const pstate of [0n, pan, uao, pan | uao]) {
    for (const el1 of [sctlr, sctlr | span]) {
      const registers = { level, pstate, el1 };
      const name = ` at EL${level}, PSTATE 0x${pstate.toString(16)}, SCTLR_EL1 0x${el1.toString(16)}`;
      for (const text of ['hvc #1', 'svc #1', 'udf #1', 'mrs x0, pan; mrs x1, uao']) {
        add(text, registers, name);
      }
      add(
        'svc #1',
        { ...registers, ...(level === 0 ? { hcr: rw | keys | tge } : {}) },
        `${name}, TGE`,
      );
      for (const text of [
        'msr pan, #1',
        'msr uao, #1',
        'msr pan, x2',
        'msr uao, x3',
        'msr pan, #0; msr uao, #0',
      ]) {
        add(text, registers, name);
      }
    }
  }
}
for (const size of ['', 'b', 'h']) {
  const registers = size === '' ? ['x', 'w'] : ['w'];
  for (const r of registers) {
    for (const operation of ['add', 'clr', 'eor', 'set', 'smax', 'smin', 'umax', 'umin']) {
      for (const source of [1, 3, 7]) {
        add(`ld${operation}al${size} ${r}${source}, ${r}5, [x0]`, {});
      }
    }
    add(`swpal${size} ${r}3, ${r}5, [x0]`, {});
    add(`ldr${size} ${r}5, [x0]; cas${size} ${r}5, ${r}3, [x0]`, {});
    add(`cas${size} ${r}5, ${r}3, [x0]`, {});
  }
}
add('ldp x4, x5, [x0]; casp x4, x5, x2, x3, [x0]', {});
add('casp x4, x5, x2, x3, [x0]', {});
for (const level of levels) {
  add('sb', { level }, ` at EL${level}`);
  add('bti jc', { level }, ` at EL${level}`);
  for (const branch of ['br x6', 'blr x6', 'br x16', 'ret x6']) {
    add(`adr x6, . + 12; mov x16, x6; ${branch}; udf #2`, { level }, ` at EL${level}`);
    add(`adr x6, . + 12; mov x16, x6; ${branch}; mov x0, #1; udf #2`, { level }, ` at EL${level}`);
  }
  for (const text of ['rmif x1, #3, #15', 'setf8 w3', 'cfinv', 'axflag', 'xaflag']) {
    add(text, { level }, ` at EL${level}`);
  }
}

/** x0-x7 before each: the data, numbers, a kernel and a user address, a random number. */
const general = [
  data,
  0x1234_5678_9abc_def0n,
  pan,
  0xffff_8000_1234_5680n,
  0x0000_7fff_8765_4320n,
  0x5555n,
  uao,
  0xfedc_ba98_7654_3210n,
];
const keyValue = (index) => (0x1111_2222_3333_4444n * BigInt(index + 1)) & 0xffff_ffff_ffff_ffffn;
const bytesOfData = 0x8081_8283_8485_8687n;
const stack = data + 0x1000n;

const hex = (value) => `0x${value.toString(16)}`;
const end = 'hvc #0xffff';

/** The cases, each in a slot of its own, with HVC behind it; at EL0 SVC, which EL1 hands on. */
function source() {
  const agent = [
    '.arch armv8.5-a',
    '.text',
    'start: ldr x0, =0x30531; mrs x1, currentel; cmp x1, #8; b.eq 1f',
    'msr scr_el3, x0; msr cptr_el3, xzr; mov x0, #0x3c9; msr spsr_el3, x0; adr x0, 1f; msr elr_el3, x0; eret',
    `1: ldr x0, =${hex(tables + 0x800n)}; msr vbar_el2, x0; ldr x0, =${hex(tables)}; msr vbar_el1, x0; ldr x20, =${hex(results)}; msr tcr_el1, xzr; msr tcr_el2, xzr`,
    'ldr x0, =cases_end; ldr x19, =cases; mov x21, #0x300000; msr cpacr_el1, x21; msr cptr_el2, xzr; isb',
    'next: ldr x0, =cases_end; cmp x19, x0; b.eq done',
    'ldp x1, x2, [x19], #16; ldp x3, x4, [x19], #16; ldr x5, [x19], #8',
    'msr hcr_el2, x1; msr sctlr_el1, x2; msr sctlr_el2, x3; msr spsr_el2, x4; msr elr_el2, x5; isb',
    `ldr x0, =${hex(stack)}; msr sp_el0, x0; msr sp_el1, x0; mov sp, x0`,
    ...keyNames.map((name, index) => `ldr x0, =${hex(keyValue(index))}; msr ${name}, x0`),
    `ldr x0, =${hex(data)}; ldr x1, =${hex(bytesOfData)}; stp x1, x1, [x0]; stp x1, x1, [x0, #16]`,
    'mov x30, #0; mov x16, #0',
    ...general.map((value, index) => `ldr x${index}, =${hex(value)}`),
    'isb; eret',
    'taken: stp x0, x1, [x20]; stp x2, x3, [x20, #16]; stp x4, x5, [x20, #32]; stp x6, x7, [x20, #48]',
    'mrs x0, esr_el2; mrs x1, spsr_el2; mrs x2, elr_el2; stp x0, x1, [x20, #64]; mrs x3, pan; stp x2, x3, [x20, #80]',
    'mrs x0, esr_el1; mrs x1, spsr_el1; mrs x2, elr_el1; stp x0, x1, [x20, #96]; stp x2, x30, [x20, #112]',
    `ldr x0, =${hex(data)}; ldp x1, x2, [x0]; stp x1, x2, [x20, #128]; msr esr_el1, xzr; msr spsr_el1, xzr; msr elr_el1, xzr; msr pan, #0`,
    'add x20, x20, #256; b next',
    // The file of the results, by semihosting.
    `done: ldr x1, =0x4f000000; adr x2, file; mov x3, #5; mov x4, #${'results'.length}; stp x2, x3, [x1]; str x4, [x1, #16]; mov w0, #1; hlt #0xf000`,
    `ldr x2, =${hex(results)}; sub x3, x20, x2; ldr x1, =0x4f000000; stp x0, x2, [x1]; str x3, [x1, #16]; mov w0, #5; hlt #0xf000`,
    'mov x2, #0x26; movk x2, #2, lsl #16; stp x2, xzr, [x1]; mov w0, #0x18; hlt #0xf000; b .',
    'file: .asciz "results"',
    '.balign 8; .ltorg; cases:',
    ...cases.map(
      ({ hcr, el1, el2, pstate }, index) =>
        `.quad ${[hcr, el1, el2, pstate, code + BigInt(index) * slotSize].map(hex).join(', ')}`,
    ),
    'cases_end:',
    '.section .slots, "ax"',
    ...cases.map(({ text }) => [...text, end, '.balign 0x100'].join('; ')),
    '.section .tables, "ax"',
    ...Array.from({ length: 16 }, () => `hvc #0xfffe; .balign 0x80`),
    ...Array.from({ length: 16 }, () => `b taken; .balign 0x80`),
  ];
  return `${agent.join('\n')}\n`;
}

function tool(command, args, cwd) {
  const { status, error, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (error !== undefined || status !== 0) {
    process.stderr.write(`check-processor: error: ${command} fails: ${error?.message ?? stderr}\n`);
    process.exit(3);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'hcall-processor-'));
let words;
let raw;
try {
  writeFileSync(join(folder, 'cases.S'), source());
  tool('aarch64-linux-gnu-as', ['-o', 'cases.o', 'cases.S'], folder);
  const sections = [
    `-Ttext=0x40080000`,
    `--section-start=.slots=${hex(code)}`,
    `--section-start=.tables=${hex(tables)}`,
  ];
  tool('aarch64-linux-gnu-ld', ['-e', 'start', ...sections, '-o', 'cases', 'cases.o'], folder);
  tool('aarch64-linux-gnu-objcopy', ['-O', 'binary', '-j', '.slots', 'cases', 'slots'], folder);
  words = readFileSync(join(folder, 'slots'));
  const emulator =
    '-M virt,virtualization=on,secure=on -cpu max,sve=off,sme=off -m 512M -display none -monitor none -serial none -nodefaults -semihosting -kernel cases';
  tool('qemu-system-aarch64', emulator.split(' '), folder);
  raw = readFileSync(join(folder, 'results'));
} finally {
  rmSync(folder, { recursive: true });
}

const names = [
  ...general.map((_, index) => `x${index}`),
  'esr_el2',
  'spsr_el2',
  'elr_el2',
  'pan',
  'esr_el1',
  'spsr_el1',
  'elr_el1',
  'x30',
  'memory',
  'memory+8',
];
const onQemu = cases.map((_, index) =>
  names.map((_name, word) => raw.readBigUInt64LE(index * Number(slotSize) + word * 8)),
);

const machine = createMachine(max);
machine.map([
  { name: 'code', address: code, size: Math.ceil(words.length / 0x1000) * 0x1000 },
  { name: 'data', address: data, size: 0x2000 },
  { name: 'tables', address: tables, size: 0x1000 },
]);
machine.write({ address: code, bytes: words, execute: true });
// hvc #0xfffe in each slot of EL1; a branch to itself in those of EL2, at which the case ends.
const table = new Uint32Array(0x400);
for (let slot = 0; slot < 16; slot += 1) {
  table[slot * 32] = 0xd41f_ffc2;
  table[0x200 + slot * 32] = 0x1400_0000;
}
machine.write({ address: tables, bytes: new Uint8Array(table.buffer), execute: true });
const observation = machine.newObservation();

function onMachine({ hcr, el1, el2, pstate }, index) {
  const bytes = new Uint8Array(new BigUint64Array(dataSize / 8).fill(bytesOfData).buffer);
  machine.write({ address: data, bytes, execute: false });
  const start = machine.resetState();
  const values = {
    ...Object.fromEntries(general.map((value, number) => [`x${number}`, value])),
    ...Object.fromEntries(keyNames.map((name, number) => [name, keyValue(number)])),
    hcr_el2: hcr,
    sctlr_el1: el1,
    sctlr_el2: el2,
    pstate,
    pc: code + BigInt(index) * slotSize,
    sp_el0: stack,
    sp_el1: stack,
    sp_el2: stack,
    cpacr_el1: 0x30_0000n,
    vbar_el1: tables,
    vbar_el2: tables + 0x800n,
    x16: 0n,
    x30: 0n,
  };
  for (const [name, value] of Object.entries(values)) {
    start.set(name, value);
  }
  let state = start;
  let atEl1;
  // As EL1's vectors do: what went there goes on to EL2 by an HVC.
  for (let probe = 0; probe < 2; probe += 1) {
    machine.run(
      { state, start: 'code', budget: 100, stops: new Map(), watch: 'steps' },
      observation,
    );
    const { after, outcome } = observation;
    if (outcome !== 'taken-to-el1') {
      break;
    }
    atEl1 = after.clone();
    state = atEl1;
  }
  const { after } = observation;
  const at = (name) => after.get(name);
  const memory = machine.read(data, 16);
  const word = (offset) =>
    new DataView(memory.buffer, memory.byteOffset).getBigUint64(offset, true);
  return [
    ...general.map((_, number) => at(`x${number}`)),
    at('esr_el2'),
    at('spsr_el2'),
    at('elr_el2'),
    at('pstate') & pan,
    at('esr_el1'),
    at('spsr_el1'),
    at('elr_el1'),
    at('x30'),
    word(0),
    word(8),
  ];
}

/** NZCV: QEMU clears them at an exception entry to EL1, from where these cases come to EL2. */
const flags = 0xf000_0000n;
const esrOfEl1 = names.indexOf('esr_el1');

let [differing, refused] = [0, 0];
for (const [index, each] of cases.entries()) {
  let found;
  try {
    found = onMachine(each, index);
  } catch (error) {
    if (error.diagnostics?.[0]?.code !== 'unmodelled-feature') {
      throw error;
    }
    refused += 1;
    console.log(`${each.name}: refused: ${error.message}`);
    continue;
  }
  const other = onQemu[index];
  const wrong = names.flatMap((name, word) =>
    ((found[word] ^ other[word]) &
      (name === 'spsr_el2' && other[esrOfEl1] !== 0n ? ~flags : ~0n)) ===
    0n
      ? []
      : [`${name} ${hex(found[word])}, on QEMU ${hex(other[word])}`],
  );
  differing += wrong.length > 0 ? 1 : 0;
  if (wrong.length > 0 || options.all) {
    console.log(`${each.name}: ${wrong.join('; ') || 'the same'}`);
  }
}
machine.close();
if (options.all) {
  for (const name of featureRegisters) {
    console.log(`${name} ${hex(systemConstant(parseGenericName(systemRegisters[name]), max))}`);
  }
}
console.log(
  `${cases.length} cases: ${differing} differ from QEMU's max, ${refused} are refused, and all others are the same`,
);
process.exitCode = differing === 0 ? 0 : 1;
